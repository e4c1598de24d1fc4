#!/usr/bin/env bash
# The bash completion: loads, completes commands, cases and files. Other shells: syntax, where the shell is here.
set -euo pipefail
program=$1
PATH=$(dirname "$program"):$PATH

eval "$("$program" completion bash)"
complete_line() {
  read -ra COMP_WORDS <<<"$1"
  [[ $1 == *' ' ]] && COMP_WORDS+=('')
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _vrrpspec
  printf '%s\n' "${COMPREPLY[@]}"
}
expect() {
  local found
  found=$(complete_line "$1")
  grep -qFx -- "$2" <<<"$found" || {
    echo "'$1' does not complete to '$2' but to: $found"
    exit 1
  }
}
expect 'vrrpspec te' test
expect 'vrrpspec test keepal' keepalived
expect 'vrrpspec test keepalived S-4' S-430
expect 'vrrpspec test --prof' --profile
expect 'vrrpspec test --priority re' realtime
expect 'vrrpspec test --profile rfc9' rfc9568
expect 'vrrpspec test --lab n' nic
expect 'vrrpspec check --ann' --annotate
expect 'vrrpspec watch --fo' --for
expect 'vrrpspec watch -i l' lo
expect 'vrrpspec dut in' init
expect 'vrrpspec dut init --set-up own' owner
expect 'vrrpspec dut init --black-box l' lo
expect 'vrrpspec dut init --fo' --force
expect 'vrrpspec explain @mu' @must
expect 'vrrpspec stat' status
expect 'vrrpspec status --so' --socket
expect 'vrrpspec model ' mermaid

for shell in zsh fish; do
  if command -v "$shell" >/dev/null; then
    "$program" completion "$shell" | "$shell" -n /dev/stdin
  else
    echo "skipped: no $shell here to read its completion"
  fi
done
