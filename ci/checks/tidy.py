#!/usr/bin/env python3
"""Runs clang-tidy-19 over the sources of a build tree but its tests, some at a time, and remembers what was clean.

Usage: tidy.py BUILD_DIRECTORY
A source is checked again only when it, a header of ours that it includes (through others too), its compile command or
.clang-tidy changed. What was clean is remembered below build/tidy/ by the hash of all of these.
Nearly all the time goes to headers of libraries, so the sources of a folder are read as one, and that only says which of
them are clean: those of which something is said, if only that they cannot stand together, are read again apart.
"""

import concurrent.futures
import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time

TIDY = "clang-tidy-19"
CACHE = "build/tidy"
TOGETHER = 12
SAID_OF = re.compile(r"^(/[^:]+):[0-9]+:[0-9]+: (?:error|warning)", re.MULTILINE)
# Tests are left to the warnings of two compilers: linting them too would double the time.
FOLDERS = ("model/", "impl/", "harness/")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def sources(build):
    """Path relative to the root -> its entry in the compile commands."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    found = {}
    for entry in entries:
        path = os.path.relpath(os.path.join(entry["directory"], entry["file"]))
        if path.startswith(FOLDERS) and os.path.exists(path):
            found[path] = entry
    return found


def closure(path, seen):
    """The file and every header of ours that it reaches."""
    if path in seen or not os.path.exists(path):
        return
    with open(path, encoding="utf-8") as file:
        seen[path] = file.read()
    for header in INCLUDE.findall(seen[path]):
        closure(header, seen)


def fingerprint(path, command, constants):
    reached = {}
    closure(path, reached)
    digest = hashlib.sha256("\0".join([*constants, command]).encode())
    for name in sorted(reached):
        digest.update(f"\0{name}\0{reached[name]}".encode())
    return digest.hexdigest()


def parts(paths, commands):
    """Neighbours with the same compile options, some at a time."""
    kinds = {}
    for path in sorted(paths):
        options = commands[path]["command"].partition(" -o ")[0]
        kinds.setdefault((os.path.dirname(path), options), []).append(path)
    return [kind[at:at + TOGETHER] for kind in kinds.values() for at in range(0, len(kind), TOGETHER)]


def suspects(paths, command):
    """Those of them of which something is said when one source includes them all; `command` is that of one of them."""
    with tempfile.TemporaryDirectory() as folder:
        whole = os.path.join(folder, "whole.cpp")
        with open(whole, "w", encoding="utf-8") as file:
            file.writelines(f'#include "{path}"  // NOLINT(bugprone-suspicious-include)\n' for path in paths)
        entry = {"directory": command["directory"], "file": whole,
                 "command": command["command"].replace(command["file"], whole)}
        with open(os.path.join(folder, "compile_commands.json"), "w", encoding="utf-8") as file:
            json.dump([entry], file)
        run = subprocess.run([TIDY, "--quiet", "-p", folder, "--config-file", ".clang-tidy", "--header-filter",
                              "/(model|impl|harness)/.*[.][ch]pp$", "--extra-arg=-ferror-limit=0", whole],
                             capture_output=True, text=True, check=False)
    if run.returncode == 0:
        return []
    named = {os.path.relpath(path) for path in SAID_OF.findall(run.stdout)}
    return [path for path in paths if path in named] or paths


def lint(build, paths, commands):
    """Yields each path with what was found there, empty when it is clean."""
    if len(paths) > 1:
        apart = suspects(paths, commands[paths[0]])
        if not apart:
            yield from ((path, "") for path in paths)
        elif len(apart) < len(paths):
            yield from lint(build, [path for path in paths if path not in apart], commands)
            yield from lint(build, apart, commands)
        else:
            for path in paths:
                yield from lint(build, [path], commands)
        return
    run = subprocess.run([TIDY, "--quiet", "-p", build, paths[0]], capture_output=True, text=True, check=False)
    # "N warnings generated" says nothing: they are of headers that are not ours.
    said = run.stdout + "\n".join(line for line in run.stderr.splitlines() if not re.match(r"\d+ warnings? ", line))
    yield paths[0], said.strip() or "clang-tidy failed" if run.returncode else ""


def main(build):
    version = subprocess.run([TIDY, "--version"], capture_output=True, text=True, check=True).stdout
    with open(".clang-tidy", encoding="utf-8") as file:
        constants = [version, file.read()]
    os.makedirs(CACHE, exist_ok=True)
    commands = sources(build)
    marks = {path: os.path.join(CACHE, fingerprint(path, commands[path]["command"], constants)) for path in commands}
    todo = [path for path in commands if not os.path.exists(marks[path])]

    def lint_part(paths):
        begin = time.monotonic()
        return list(lint(build, paths, commands)), time.monotonic() - begin

    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for found, took in pool.map(lint_part, parts(todo, commands)):
            print(f"clang-tidy: {os.path.dirname(found[0][0])}, {len(found)} sources ({took:.1f} s)", flush=True)
            for path, said in found:
                if said:
                    bad += 1
                    print(f"clang-tidy: {path} FAILED\n" + said.replace(os.getcwd() + "/", ""), flush=True)
                else:
                    with open(marks[path], "w", encoding="utf-8") as file:
                        file.write(path)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    print(f"clang-tidy: {len(commands)} sources, {len(commands) - len(todo)} unchanged, {bad} with findings, "
          f"{spent:.0f} s of processor time")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
