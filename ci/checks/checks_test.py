#!/usr/bin/env python3
"""Tests of the checkers: each finding is provoked once in a scratch repository, and its innocent neighbour is not."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


class CheckerTest(unittest.TestCase):
    def setUp(self):
        self.tree = tempfile.mkdtemp(prefix="vrrpspec-checks-")
        self.addCleanup(shutil.rmtree, self.tree)
        subprocess.run(["git", "init", "--quiet", self.tree], check=True)
        tables = os.path.join("model", "clause", "table")
        shutil.copytree(os.path.join(ROOT, tables), os.path.join(self.tree, tables))

    def findings(self, checker, path, source):
        """Lines of `source`, saved as `path`, at which the checker finds something."""
        where = os.path.join(self.tree, path)
        os.makedirs(os.path.dirname(where), exist_ok=True)
        with open(where, "w", encoding="utf-8") as file:
            file.write(source)
        run = subprocess.run(
            [sys.executable, os.path.join(HERE, checker)], cwd=self.tree, capture_output=True, text=True, check=False
        )
        self.assertEqual(run.stderr, "")
        self.said = run.stdout
        self.assertEqual(run.returncode, 0 if ", 0 findings" in run.stdout else 1)
        return [int(line.split(":")[1]) for line in run.stdout.splitlines() if line.startswith(path + ":")]


class Layering(CheckerTest):
    def test_model_knows_the_standard_library_boost_and_inet_pton(self):
        source = "#include <vector>\n#include <boost/mp11/list.hpp>\n#include <arpa/inet.h>\n"
        self.assertEqual(self.findings("layering.py", "model/a.cpp", source), [])

    def test_model_knows_neither_the_harness_nor_the_system_nor_other_libraries(self):
        source = '#include "harness/run/x.hpp"\n#include <unistd.h>\n#include <fmt/format.h>\n#include "a.hpp"\n'
        self.assertEqual(self.findings("layering.py", "model/a.cpp", source), [1, 2, 3, 4])

    def test_the_statechart_library_stays_in_sources_of_the_statechart(self):
        source = "#include <boost/msm/back/state_machine.hpp>\n"
        self.assertEqual(self.findings("layering.py", "model/statechart/a.hpp", source), [1])
        os.remove(os.path.join(self.tree, "model/statechart/a.hpp"))
        self.assertEqual(self.findings("layering.py", "model/statechart/a.cpp", source), [])

    def test_daemon_and_harness_never_see_each_other(self):
        self.assertEqual(self.findings("layering.py", "impl/a.cpp", '#include "harness/x.hpp"\n'), [1])
        self.assertEqual(self.findings("layering.py", "harness/a.cpp", '#include "impl/x.hpp"\n'), [1])

    def test_a_library_stops_at_its_folder(self):
        source = "#include <tins/ip.h>\n#include <pcap/pcap.h>\n#include <CLI/CLI.hpp>\n#include <nobody/knows.h>\n"
        self.assertEqual(self.findings("layering.py", "harness/run/a.cpp", source), [1, 2, 3, 4])

    def test_includes_in_comments_are_none(self):
        source = "// #include <tins/ip.h>\n/*\n#include <tins/ip.h>\n*/\n"
        self.assertEqual(self.findings("layering.py", "model/a.cpp", source), [])


class BannedCalls(CheckerTest):
    def test_clocks_sleep_chance_and_shells_are_found(self):
        calls = [
            "auto a = std::chrono::steady_clock::now();", "clock_gettime(id, &ts);", "auto t = time(nullptr);",
            "sleep(1);", "::usleep(1);", "std::this_thread::sleep_for(d);", "return rand();", "std::srand(1);",
            "std::random_device seed;", 'system("ls");',
        ]
        found = self.findings("banned_calls.py", "harness/a.cpp", "\n".join(calls))
        self.assertEqual(sorted(set(found)), list(range(1, len(calls) + 1)))

    def test_the_clock_of_a_lab_is_read_by_that_lab(self):
        self.assertEqual(self.findings("banned_calls.py", "harness/lab/netns/a.cpp", "auto a = Clock::now();\n"), [])
        self.assertEqual(self.findings("banned_calls.py", "harness/suite/a.cpp", "auto a = Clock::now();\n"), [1])

    def test_an_owner_that_does_not_exist_is_found(self):
        self.findings("banned_calls.py", "harness/a.cpp", "int a;\n")
        self.assertIn("OWNERS names", self.said)

    def test_methods_declarations_comments_and_strings_are_innocent(self):
        lines = [
            "auto a = segment.now();", "co_await lab->sleep(d);", "Waiter sleep(Duration d);",
            "Script<> Context::sleep(Duration d) {", "// sleep(1)", 'say("rand()");', "int n = 1'000; brand(n);",
        ]
        self.assertEqual(self.findings("banned_calls.py", "harness/a.cpp", "\n".join(lines)), [])


class Citations(CheckerTest):
    def cite(self, *lines):
        return self.findings("citations.py", "model/a.cpp", "".join(line + "\n" for line in lines))

    def test_words_of_the_clause_are_accepted_however_wrapped(self):
        self.assertEqual(self.cite("//= rfc5798 S-430", "//# Set the Master_Down_Timer to", "//#   Skew_Time"), [])

    def test_a_clause_without_words_needs_none(self):
        self.assertEqual(self.cite("//= rfc5798 S-435"), [])

    def test_an_unknown_key_is_found(self):
        self.assertEqual(self.cite("//= rfc5798 S-431", "//# Set"), [1])

    def test_another_spelling_of_a_key_is_found(self):
        self.assertEqual(self.cite("//= rfc5798 V3-13", "//# A VRRP router"), [1])

    def test_the_wrong_document_is_found(self):
        self.assertEqual(self.cite("//= rfc9568 S-430", "//# Set"), [1])

    def test_other_words_are_found(self):
        self.assertEqual(self.cite("//= rfc5798 S-430", "//# Set the Adver_Timer"), [2])

    def test_missing_words_are_found(self):
        self.assertEqual(self.cite("//= rfc5798 S-430", "int x;"), [1])

    def test_words_without_a_key_are_found(self):
        self.assertEqual(self.cite("int x;", "//# Set the Master_Down_Timer"), [2])

    def test_an_ambiguity_names_a_record_that_exists(self):
        self.assertEqual(self.cite("//= rfc5798 AMB-2 type=ambiguous see=adr/9999", "//# else"), [1])


if __name__ == "__main__":
    unittest.main(verbosity=0)
