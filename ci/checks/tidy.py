#!/usr/bin/env python3
"""Runs clang-tidy-19 over the sources of a build tree but its tests, some at a time, and remembers what was clean.

Usage: tidy.py BUILD_DIRECTORY
A source is checked again only when it, a header of ours that it includes (through others too), its compile command or
.clang-tidy changed. What was clean is remembered below build/tidy/ by the hash of all of these.
"""

import concurrent.futures
import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import time

TIDY = "clang-tidy-19"
CACHE = "build/tidy"
# Tests are left to the warnings of two compilers: linting them too would double the time.
FOLDERS = ("model/", "impl/", "harness/")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def sources(build):
    """Path relative to the root -> compile command."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    found = {}
    for entry in entries:
        path = os.path.relpath(os.path.join(entry["directory"], entry["file"]))
        if path.startswith(FOLDERS) and os.path.exists(path):
            found[path] = entry.get("command", "")
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


def lint(build, path):
    begin = time.monotonic()
    run = subprocess.run([TIDY, "--quiet", "-p", build, path], capture_output=True, text=True, check=False)
    # "N warnings generated" says nothing: they are of headers that are not ours.
    said = run.stdout + "\n".join(line for line in run.stderr.splitlines() if not re.match(r"\d+ warnings? ", line))
    return path, run.returncode, said.strip(), time.monotonic() - begin


def main(build):
    version = subprocess.run([TIDY, "--version"], capture_output=True, text=True, check=True).stdout
    with open(".clang-tidy", encoding="utf-8") as file:
        constants = [version, file.read()]
    os.makedirs(CACHE, exist_ok=True)
    commands = sources(build)
    marks = {path: os.path.join(CACHE, fingerprint(path, commands[path], constants)) for path in commands}
    todo = sorted((path for path in commands if not os.path.exists(marks[path])), key=os.path.getsize, reverse=True)

    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, code, said, took in pool.map(lambda path: lint(build, path), todo):
            print(f"clang-tidy: {path} {'ok' if code == 0 else 'FAILED'} ({took:.1f} s)", flush=True)
            if code == 0:
                with open(marks[path], "w", encoding="utf-8") as file:
                    file.write(path)
            else:
                bad += 1
                print(said.replace(os.getcwd() + "/", ""), flush=True)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    print(f"clang-tidy: {len(commands)} sources, {len(commands) - len(todo)} unchanged, {bad} with findings, "
          f"{spent:.0f} s of processor time")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
