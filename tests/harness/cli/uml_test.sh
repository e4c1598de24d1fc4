#!/usr/bin/env bash
# The lab uml with a real kernel: a case of keepalived in virtual time, a device that spins, and a run that is
# interrupted.
# Usage: uml_test.sh PROGRAM
set -euo pipefail
program=$(realpath "$1")
kernel=$(realpath -m "$(dirname "$program")/../../uml/linux")

if [[ ! -x $kernel ]]; then
  echo "skipped: there is no $kernel; ci/uml-kernel builds it"
  exit 77
fi
if ! "$program" doctor | grep -q '^ok  *lab uml'; then
  echo "skipped: vrrpspec doctor says that no guest runs here:"
  "$program" doctor | grep 'lab uml'
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() {
  echo "$1"
  exit 1
}

takeover=6.4.2/S-370/takeover-after-master-down-interval
"$program" test keepalived "$takeover" --lab uml --seed 1 >run.txt || fail "keepalived does not pass: $(cat run.txt)"
grep -qx 'Resolution 0.50 ms, calibrated' run.txt || fail "the resolution is not said: $(cat run.txt)"
# What was measured: a punctual device is far from what the resolution allows.
calibration=$(grep '"type":"calibration"' out/guests/guest-1.jsonl)
for figure in link timer timeout; do
  value=$(sed -E "s/.*\"${figure}_ns\":([0-9]+).*/\1/" <<<"$calibration")
  [[ $value -lt 25000 ]] || fail "the guest is not exact: $calibration"
done
grep -q '^# +0.000000 is 17672256' out/*takeover*/target.log || fail "the guest does not begin at 2026-01-01"

cat >spins.toml <<'TOML'
[dut]
start = ["sh", "-c", "echo ready; while :; do :; done"]
ready = { output = "ready" }
TOML
code=0
"$program" test spins.toml "$takeover" --lab uml --wall-timeout 2s >run.txt || code=$?
[[ $code == 5 ]] || fail "exit code $code for a device that spins: $(cat run.txt)"
tr -s ' \n' ' ' <run.txt | grep -q "no result for 2s of wall time.*while $takeover ran in it" ||
  fail "it is not said which case ran: $(cat run.txt)"

code=0
timeout --preserve-status -s INT 3 "$program" test spins.toml "$takeover" --lab uml >run.txt || code=$?
[[ $code == 5 ]] || fail "exit code $code for a run that was interrupted: $(cat run.txt)"
grep -q '1 case did not end' run.txt || fail "the report does not say so: $(cat run.txt)"
