#!/usr/bin/env python3
"""Checks that each folder includes only what the architecture lets it know.

model -> standard library, Boost; impl -> model; harness -> model and the libraries below; tests -> all. impl and harness
never see each other: they meet on the wire. A third-party name stops at the folder that needs it.
"""

import re

from source import SUFFIXES, Findings, code_lines, read, tracked

# Which of our folders a folder may include.
OUR_FOLDERS = {
    "model": ["model"],
    "impl": ["model", "impl"],
    "harness": ["model", "harness"],
    "tests": ["model", "impl", "harness", "tests"],
}

# Which files may include a third-party header, the first matching prefix deciding. An entry ends in "/" (that folder)
# or is a pattern for the whole path.
OWNERS = [
    ("boost/msm/", [r"model/statechart/[^/]*\.cpp"]),
    ("boost/asio", ["harness/lab/", "harness/run/", "impl/daemon/", "impl/operation/", "tests/"]),
    ("boost/json", ["harness/report/", "harness/run/", "harness/cli/", r"impl/json_library\.cpp", "impl/kernel/",
                    "impl/operation/", "tests/"]),
    ("boost/", ["model/", "impl/", "harness/", "tests/"]),
    ("tins/", ["harness/frame/", "tests/harness/", "tests/impl/"]),
    ("bzlib.h", ["harness/capture/"]),
    ("lz4frame.h", ["harness/capture/"]),
    ("lzma.h", ["harness/capture/"]),
    ("zlib.h", ["harness/capture/"]),
    ("zstd.h", ["harness/capture/"]),
    ("pcap", ["harness/capture/", "harness/lab/", "tests/"]),
    ("CLI/", ["harness/cli/", "impl/daemon/"]),
    ("netlink/", ["impl/kernel/"]),
    ("spdlog/", ["impl/operation/", "impl/daemon/"]),
    ("tao/pegtl", ["impl/config/"]),
    ("cap-ng.h", ["impl/safety/"]),
    ("seccomp.h", ["impl/safety/"]),
    ("toml++/", [r"harness/text/toml\.hpp"]),
    ("pugixml.hpp", ["harness/report/", "tests/"]),
    ("fmt/", ["harness/", "impl/", "tests/"]),
    ("gtest/", ["tests/"]),
    ("gmock/", ["tests/"]),
    ("rapidcheck", ["tests/"]),
    ("benchmark/", ["tests/"]),
]

# System headers: model knows addresses as text and nothing else of the operating system.
SYSTEM = re.compile(r"(?:(?:arpa|net|netinet|netpacket|linux|sys|asm)/)?[a-z0-9_]+\.h$")
MODEL_SYSTEM = {"arpa/inet.h", "netinet/in.h", "sys/socket.h"}
STANDARD = re.compile(r"[a-z_0-9]+$")

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


def allowed(path, places):
    return any(path.startswith(place) if place.endswith("/") else re.fullmatch(place, path) for place in places)


def check_ours(findings, path, number, header):
    folder = path.split("/")[0]
    target = header.split("/")[0]
    if target not in OUR_FOLDERS:
        findings.add(path, number, f'"{header}" is not written from the root of the repository: '
                                   "a path in code is a path on disk; start it with the top-level folder")
    elif folder in OUR_FOLDERS and target not in OUR_FOLDERS[folder]:
        findings.add(path, number, f"{folder}/ includes {target}/: it may know {', '.join(OUR_FOLDERS[folder])} only; "
                                   "move the code, or pass what it needs as a value")


def check_foreign(findings, path, number, header):
    folder = path.split("/")[0]
    if STANDARD.fullmatch(header):
        return
    for prefix, places in OWNERS:
        if header.startswith(prefix):
            if not allowed(path, places):
                findings.add(path, number, f"<{header}> is included outside {', '.join(places)}: a third-party name "
                                           "stops at the folder that needs it; put a function of ours in between")
            return
    if SYSTEM.match(header):
        if folder == "model" and header not in MODEL_SYSTEM:
            findings.add(path, number, f"<{header}> in model/: the model does no input or output; move the call outside")
        return
    findings.add(path, number, f"<{header}> is a library nobody named: declare its owner in ci/checks/layering.py")


def main():
    findings = Findings("layering")
    files = tracked(*SUFFIXES)
    for path in files:
        # Strings are blanked in code, so that the line tells whether it is code and the source what it includes.
        for number, (code, line) in enumerate(zip(code_lines(path), read(path)), start=1):
            if not re.match(r"\s*#\s*include", code):
                continue
            match = INCLUDE.match(line)
            if match:
                (check_ours if match.group(1) == '"' else check_foreign)(findings, path, number, match.group(2))
    findings.exit(f"{len(files)} files")


if __name__ == "__main__":
    main()
