#!/usr/bin/env python3
"""Checks the citations of clauses in comments against the clause registry.

    //= rfc5798 S-430
    //# Set the Master_Down_Timer to Skew_Time

The key must be in the registry (model/clause/table/), of that document, and spelled as the registry spells it; the quote
must be words of the row, white space aside, and is left out only where the row has none. A citation may end in
`type=exception reason="..."` or `type=ambiguous see=adr/0007`.
"""

import glob
import re

from source import SUFFIXES, Findings, read, tracked

TABLES = "model/clause/table/*.hpp"
ROW = re.compile(r'\{"([^"]+)"_clause, "([^"]*)", "[^"]*", Level::\w+,\s*((?:"(?:\\.|[^"\\])*"\s*)+),')
LITERAL = re.compile(r'"((?:\\.|[^"\\])*)"')
CITATION = re.compile(r"^\s*//=\s*(.*?)\s*$")
QUOTE = re.compile(r"^\s*//#\s?(.*?)\s*$")
ATTRIBUTES = re.compile(r'type=exception reason="[^"]+"|type=ambiguous see=(adr/\d{4})')


def registry():
    """Key -> (document as citations spell it, quote), read from the tables themselves."""
    rows = {}
    for path in sorted(glob.glob(TABLES)):
        text = "\n".join(read(path))
        for key, document, literals in ROW.findall(text):
            quote = "".join(LITERAL.findall(literals)).replace('\\"', '"').replace("\\\\", "\\")
            rows[key] = (document.lower().replace(" ", ""), quote)
        if text.count('"_clause') != len(ROW.findall(text)):
            raise SystemExit(f"{path}: a row has another form than citations.py reads; mend either")
    return rows


def fold(text):
    """White space counts for nothing, so that a quote may be wrapped where the RFC is not."""
    return re.sub(r"\s+", "", text)


def check_citation(findings, rows, path, number, text, quote):
    words = text.split(None, 2)
    if len(words) < 2:
        findings.add(path, number, f"citation `{text}` names no clause: write `//= rfc5798 S-430`")
        return
    document, key = words[0], words[1]
    if key not in rows:
        findings.add(path, number, f"{key} is not in the clause registry: nothing can be traced to it; "
                                   "`vrrpspec list` and model/clause/table/ hold the keys")
        return
    if document != rows[key][0]:
        findings.add(path, number, f"{key} is a clause of {rows[key][0]}, not of {document}: name its document")
    if len(words) == 3:
        attributes = ATTRIBUTES.fullmatch(words[2])
        if not attributes:
            findings.add(path, number, f"`{words[2]}` is no attribute of a citation: "
                                       'write type=exception reason="..." or type=ambiguous see=adr/NNNN')
        elif attributes.group(1) and not glob.glob(f"docs/{attributes.group(1)}-*.md"):
            findings.add(path, number, f"docs/{attributes.group(1)}-*.md does not exist: a disputed reading needs its record")
    if not quote and rows[key][1]:
        findings.add(path, number, f"{key} is cited without its words: add `//# ` and the first words of the clause, "
                                   f"`{rows[key][1][:60]}`")
    elif fold(quote) not in fold(rows[key][1]):
        findings.add(path, number + 1, f"`{quote}` are not words of {key}: a quote is verbatim; "
                                       f"the clause reads `{rows[key][1]}`")


def main():
    findings = Findings("citations")
    rows = registry()
    citations = 0
    for path in tracked(*SUFFIXES):
        lines = read(path)
        for index, line in enumerate(lines):
            cited = CITATION.match(line)
            previous = lines[index - 1] if index else ""
            if cited:
                quote = []
                for following in lines[index + 1:]:
                    more = QUOTE.match(following)
                    if not more:
                        break
                    quote.append(more.group(1))
                citations += 1
                check_citation(findings, rows, path, index + 1, cited.group(1), " ".join(quote))
            elif QUOTE.match(line) and not (CITATION.match(previous) or QUOTE.match(previous)):
                findings.add(path, index + 1, "a quote without a citation: put `//= rfc5798 KEY` above it")
    findings.exit(f"{citations} citations of {len(rows)} clauses")


if __name__ == "__main__":
    main()
