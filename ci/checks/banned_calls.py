#!/usr/bin/env python3
"""Checks that clocks, sleeps, chance and shells are used by the few files that own them.

Time and randomness are arguments everywhere else: that is what makes a run repeatable. `segment.now()`, a method of an
object that was handed in, is not a finding; a clock that anybody can read is.
"""

import re

from source import SUFFIXES, Findings, code_lines, tracked

# The one list of files that own a clock, sleep, chance or a shell; "/" at the end makes it a folder. Add a line only
# with its reason. An entry for nothing is a finding, so that the list does not outlive the files.
OWNERS = {
    "harness/cli/wall_clock.cpp": {"clock", "chance"},  # the date of a report; a seed for who gave none
    "harness/lab/real_time/clock.cpp": {"clock"},  # the clock of labs in real time
    "harness/lab/netns/": {"lab clock"},  # that lab reads its own clock
    "tests/harness/lab/real_time/metronome_test.cpp": {"lab clock"},  # holds the metronome against the clock it follows
    "harness/lab/nic/": {"lab clock"},  # the same
    "harness/lab/real_time/": {"lab clock"},  # what labs in real time share
    "harness/watch/listener.cpp": {"lab clock"},  # how long nothing has been heard
    "tests/harness/lab/nic/nic_lab_test.cpp": {"lab clock"},  # how long listening took
    "tests/harness/lab/netns/enclosure_test.cpp": {"sleep"},  # asks the kernel again whether a killed process is gone
    "tests/harness/lab/netns/device_test.cpp": {"sleep"},  # a process that is blocked in the kernel for a given time
    "impl/clock.cpp": {"clock"},  # the daemon's clock
    "tests/impl/e2e/leftovers_test.cpp": {"chance"},  # a seed for who gave none; it is printed
    "tests/bench/bench_traffic.cpp": {"sleep"},  # sends at a given rate, in real time
    "harness/suite/context.cpp": {"sleep"},  # Context::sleep, which waits on the clock of the segment
    "harness/suite/ways.cpp": {"sleep"},  # the same
}

# Kind, pattern, advice. A name after a member access or a scope is a function of ours; after a type, its declaration.
BARE = r"(?:(?<![\w.>:])|(?<!\w)::|\bstd::)"
BANNED = [
    ("clock", r"(?<!\bClock)::now\s*\(", "take an Instant as argument, or ask the lab"),
    ("lab clock", r"\bClock::now\s*\(", "take an Instant as argument, or ask the lab"),
    ("clock", BARE + r"(?:clock_gettime|gettimeofday|timespec_get)\s*\(", "take an Instant as argument, or ask the lab"),
    ("clock", BARE + r"time\s*\(\s*(?:0|NULL|nullptr|&\w+)\s*\)", "take an Instant as argument, or ask the lab"),
    ("sleep", r"\bsleep_(?:for|until)\s*\(", "wait for a deadline in the event loop"),
    ("sleep", BARE + r"(?:u|nano|clock_nano)?sleep\s*\(", "wait for a deadline in the event loop"),
    ("chance", BARE + r"s?rand(?:om|_r)?\s*\(", "use the generator made from the seed of the command line"),
    ("chance", r"\brandom_device\b", "use the generator made from the seed of the command line"),
    ("shell", BARE + r"(?:system|popen)\s*\(", "start the program itself, with an argument list"),
]
SAYS = {"clock": "reads a clock", "lab clock": "reads the clock of a lab", "sleep": "sleeps", "chance": "takes chance from nowhere", "shell": "starts a shell"}

DECLARED = re.compile(r"(?:[>&*]|\b(?!return\b|co_return\b|co_await\b|co_yield\b|else\b|do\b|throw\b)[A-Za-z_]\w*)\s+$")


def owns(owner, path):
    return path.startswith(owner) if owner.endswith("/") else path == owner


def may(path, kind):
    """Tests run other programs through a shell, with commands that they hold themselves."""
    if kind == "shell" and path.startswith("tests/"):
        return True
    return any(kind in kinds and owns(owner, path) for owner, kinds in OWNERS.items())


def main():
    findings = Findings("banned-calls")
    rules = [(kind, re.compile(pattern), advice) for kind, pattern, advice in BANNED]
    files = tracked(*SUFFIXES)
    for path in files:
        for number, line in enumerate(code_lines(path), start=1):
            for kind, pattern, advice in rules:
                for match in pattern.finditer(line):
                    if may(path, kind) or DECLARED.search(line[: match.start()]):
                        continue
                    findings.add(path, number, f"`{match.group(0).strip()}` {SAYS[kind]} outside the files that own it "
                                               f"(OWNERS in ci/checks/banned_calls.py): {advice}")
    for owner in OWNERS:
        if not any(owns(owner, path) for path in files):
            findings.add("ci/checks/banned_calls.py", 1, f"OWNERS names {owner}, which does not exist: remove it")
    findings.exit(f"{len(files)} files")


if __name__ == "__main__":
    main()
