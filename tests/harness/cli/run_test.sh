#!/usr/bin/env bash
# The whole program against the keepalived of this machine: one short case with every report, the same when the parent
# ignores SIGCHLD, and a run that is interrupted, which must not look like success.
# Usage: run_test.sh PROGRAM SCHEMA
set -euo pipefail
program=$1 schema=$2

if ! "$program" doctor >/dev/null; then
  echo "skipped: vrrpspec doctor says that nothing can be examined here:"
  "$program" doctor || exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() {
  echo "$1"
  exit 1
}

code=0
"$program" test keepalived 6.4.2/S-430/priority-zero-leaves-skew-time --lab netns --junit junit.xml --seed 1 || code=$?
# 3: a busy machine may leave doubt.
[[ $code == 0 || $code == 3 ]] || fail "exit code $code for a case that keepalived passes"
[[ $(wc -l <out/run.jsonl) == 3 ]] || fail "run.jsonl has not three lines"
xmllint --noout --schema "$schema" junit.xml
[[ -s out/6.4.2-S-430-priority-zero-leaves-skew-time/case.pcapng ]] || fail "there is no capture"

code=0
timeout -k 5 30 env --ignore-signal=CHLD "$program" test keepalived 6.4.2/S-430/priority-zero-leaves-skew-time --lab netns \
  --seed 1 >ignoring.txt 2>&1 || code=$?
[[ $code == 0 || $code == 3 ]] || fail "exit code $code for a run whose parent ignores SIGCHLD: $(cat ignoring.txt)"

code=0
timeout --preserve-status -s INT 2 "$program" test keepalived 6.4.2/S-445 --lab netns >interrupted.txt || code=$?
[[ $code == 5 ]] || fail "exit code $code for a run that was interrupted"
grep -q 'The run was interrupted by a signal: 3 cases did not end' interrupted.txt || fail "the report does not say so: $(cat interrupted.txt)"
