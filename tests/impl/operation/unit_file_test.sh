#!/usr/bin/env bash
# systemd reads the unit file without a complaint. Usage: unit_file_test.sh UNIT INSTALLED_PROGRAM BUILT_PROGRAM
set -euo pipefail
command -v systemd-analyze >/dev/null || {
  echo "skipped: no systemd-analyze here"
  exit 77
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The program and its page need not be installed here.
sed "s|$2|$3|; /^Documentation=/d" "$1" >"$folder/vrrpspecd.service"
complaints=$(systemd-analyze verify "$folder/vrrpspecd.service" 2>&1) || true
if [[ -n $complaints ]]; then
  echo "$complaints"
  exit 1
fi
