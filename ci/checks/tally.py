#!/usr/bin/env python3
"""Counts what ran in the JUnit files of ctest, one case of a GoogleTest program being one test.

Usage: tally.py FILE...      prints: PASSED FAILED SKIPPED
A file that is missing or broken counts as one failure: a test run that left no record did not pass.
"""

import re
import sys
import xml.etree.ElementTree as xml


def count(case):
    """(passed, failed, skipped) of one ctest entry, from GoogleTest's closing lines where it printed them."""
    status = case.get("status")
    if status in ("notrun", "disabled"):
        return 0, 0, 1
    said = case.findtext("system-out") or ""

    def number(word):
        found = re.findall(r"^\[ +%s +\] (\d+) tests?" % word, said, re.MULTILINE)
        return int(found[-1]) if found else 0

    passed, failed, skipped = number("PASSED"), number("FAILED"), number("SKIPPED")
    if status != "run":
        failed = max(failed, 1)
    if passed + failed + skipped == 0:
        passed = 1
    return passed, failed, skipped


def main(paths):
    total = [0, 0, 0]
    for path in paths:
        try:
            counts = [count(case) for case in xml.parse(path).getroot().iter("testcase")]
        except (OSError, xml.ParseError) as error:
            print(f"{path}: {error}", file=sys.stderr)
            counts = [(0, 1, 0)]
        for one in counts:
            total = [a + b for a, b in zip(total, one)]
    print(*total)


if __name__ == "__main__":
    main(sys.argv[1:])
