"""What the checkers share: the tracked sources, code without comments and strings, and how a finding is printed."""

import re
import subprocess
import sys

SUFFIXES = (".cpp", ".hpp")


def tracked(*suffixes):
    """Tracked and new files of the tree with these endings, sorted."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], check=True, capture_output=True, text=True
    ).stdout
    paths = {path for path in listing.split("\0") if path.endswith(suffixes)}
    return sorted(path for path in paths if not path.startswith("build/"))


def read(path):
    """Lines of a file; none when it was deleted but not yet committed so."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().splitlines()
    except FileNotFoundError:
        return []


TOKEN = re.compile(
    r"""(?P<raw>R"(?P<tag>[^()\\ ]*)\(.*?\)(?P=tag)")|(?P<text>"(?:\\.|[^"\\\n])*")|(?P<char>'(?:\\.|[^'\\\n])+')"""
    r"""|(?P<comment>//[^\n]*|/\*.*?\*/)""",
    re.DOTALL | re.VERBOSE,
)


def code_lines(path):
    """Lines of a C++ file with comments, strings and character literals blanked out; the numbering stays."""

    def blank(match):
        kept = re.sub(r"[^\n]", " ", match.group(0))
        return f'"{kept[2:]}"' if match.lastgroup == "text" and len(kept) >= 2 else kept

    # A digit separator is no character literal.
    source = re.sub(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])", " ", "\n".join(read(path)))
    return TOKEN.sub(blank, source).split("\n")


class Findings:
    """Collects `file:line: what, why, what to do` and turns them into an exit code."""

    def __init__(self, checker):
        self.checker = checker
        self.count = 0

    def add(self, path, line, text):
        self.count += 1
        print(f"{path}:{line}: {text} [{self.checker}]")

    def exit(self, looked_at):
        print(f"{self.checker}: {looked_at}, {self.count} findings")
        sys.exit(1 if self.count else 0)
