// Completion scripts. They know the commands and options, and ask the program for what selects cases and for devices.
#include <algorithm>
#include <iostream>

#include "harness/cli/commands.hpp"
#include "harness/cli/complain.hpp"

namespace vrrpspec::cli {
namespace {

constexpr std::string_view bash = R"script(# bash completion of vrrpspec: eval "$(vrrpspec completion bash)"
_vrrpspec() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} words
  COMPREPLY=()
  case $previous in
    --out | --failed | --save) mapfile -t COMPREPLY < <(compgen -d -- "$current"); return ;;
    --junit | --known-failures | --socket | --html | --annotate | --filter-out | --sarif | --metrics) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
    --lab) words='auto netns uml nic sim' ;;
    --black-box | -i | --interface) words=$(cd /sys/class/net && echo *) ;;
    --set-up) words=$(vrrpspec dut set-ups | sed 1d | cut -d' ' -f1) ;;
    --listen | --for | --ring) return ;;
    --priority) words='auto realtime normal' ;;
    --profile) words='rfc5798 rfc9568 rfc3768' ;;
    --family) words='ipv4 ipv6' ;;
    --color) words='auto always never' ;;
    --order) words='suite random' ;;
    --inconclusive) words='fail warn pass' ;;
    *)
      case ${COMP_WORDS[1]} in
        "$current") ((COMP_CWORD == 1)) && words='test check watch list explain model doctor dut status completion --help --version' ;;
        test)
          words="$(vrrpspec dut list --names) $(vrrpspec list --selectors) --lab --priority --profile --strict --repeat"
          words+=' --seed --jobs --filter --shard --failed --out --junit --color --quiet --verbose --help --until-fail --mutants'
          words+=' --order --retries --timeout --wall-timeout --inconclusive --known-failures --listen --even-if-alive'
          words+=' --family'
          mapfile -t COMPREPLY < <(compgen -f -X '!*.toml' -- "$current") ;;
        check) words='--json --html --annotate --filter-out --seen-from --router --config --junit --sarif --quiet --profile --processing --output --timer --help'
          mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
        watch) words='--interface --for --json --quiet --save --ring --on --metrics --router --config --profile --processing --output --timer --help' ;;
        list) words="$(vrrpspec list --selectors) --json --ids --filter --shard --help" ;;
        explain) words="$(vrrpspec list --selectors)" ;;
        model) words='dot mermaid svg table trace' ;;
        dut) words='list check init set-ups'
          [[ ${COMP_WORDS[2]} == init && $COMP_CWORD -gt 2 ]] && words='--black-box --set-up --output --force --help'
          [[ $previous == @(check|-o|--output) ]] && { mapfile -t COMPREPLY < <(compgen -f -- "$current"); return; } ;;
        status) words='--json --socket --run-dir --help' ;;
        completion) words='bash zsh fish' ;;
      esac ;;
  esac
  local -a more
  mapfile -t more < <(compgen -W "$words" -- "$current")
  COMPREPLY+=("${more[@]}")
}
complete -F _vrrpspec vrrpspec
)script";

constexpr std::string_view zsh = R"script(#compdef vrrpspec
# zsh completion of vrrpspec: eval "$(vrrpspec completion zsh)", after compinit
_vrrpspec() {
  local command=$words[2]
  local -a choices
  if ((CURRENT == 2)); then
    choices=(test check watch list explain model doctor dut status completion --help --version)
  else
    case $command in
      test) choices=(${(f)"$(vrrpspec dut list --names)"} ${(f)"$(vrrpspec list --selectors)"} --lab --priority --profile
                   --strict --repeat --seed --jobs --filter --shard --failed --out --junit --color --quiet --verbose --help
                   --until-fail --mutants --order --retries --timeout --wall-timeout --inconclusive --known-failures --listen
                   --even-if-alive --family)
            _files -g '*.toml' ;;
      check) choices=(--json --html --annotate --filter-out --seen-from --router --config --junit --sarif --quiet --profile --processing --output --timer --help); _files ;;
      watch) choices=(--interface --for --json --quiet --save --ring --on --metrics --router --config --profile --processing --output --timer --help) ;;
      list) choices=(${(f)"$(vrrpspec list --selectors)"} --json --ids --filter --shard --help) ;;
      explain) choices=(${(f)"$(vrrpspec list --selectors)"}) ;;
      model) choices=(dot mermaid svg table trace) ;;
      dut) choices=(list check init set-ups --black-box --set-up --output --force); _files ;;
      status) choices=(--json --socket --run-dir --help); _files ;;
      completion) choices=(bash zsh fish) ;;
    esac
  fi
  compadd -a choices
}
compdef _vrrpspec vrrpspec
)script";

constexpr std::string_view fish = R"script(# fish completion of vrrpspec: vrrpspec completion fish | source
complete -c vrrpspec -f
complete -c vrrpspec -n __fish_use_subcommand -a 'test check watch list explain model doctor dut status completion'
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -a '(vrrpspec dut list --names) (vrrpspec list --selectors)'
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l lab -x -a 'auto netns uml nic sim'
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l priority -x -a 'auto realtime normal'
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l profile -x -a 'rfc5798 rfc9568 rfc3768'
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l family -x -a 'ipv4 ipv6'
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l color -x -a 'auto always never'
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l strict
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l inconclusive -x -a 'fail warn pass'
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l known-failures -r -F
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l failed -r -F
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l until-fail
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l mutants
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l order -x -a 'suite random'
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l retries -x
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l timeout -x
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l wall-timeout -x
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l repeat -x
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l seed -x
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -s j -l jobs -x
complete -c vrrpspec -n '__fish_seen_subcommand_from test list' -l filter -x
complete -c vrrpspec -n '__fish_seen_subcommand_from test list' -l shard -x
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l listen -x
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l even-if-alive
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l out -r -F
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -l junit -r -F
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -s q -l quiet
complete -c vrrpspec -n '__fish_seen_subcommand_from test' -s v -l verbose
complete -c vrrpspec -n '__fish_seen_subcommand_from check' -F
complete -c vrrpspec -n '__fish_seen_subcommand_from check' -l json
complete -c vrrpspec -n '__fish_seen_subcommand_from check' -s q -l quiet
complete -c vrrpspec -n '__fish_seen_subcommand_from check' -l html -r -F
complete -c vrrpspec -n '__fish_seen_subcommand_from check' -l annotate -r -F
complete -c vrrpspec -n '__fish_seen_subcommand_from check' -l filter-out -r -F
complete -c vrrpspec -n '__fish_seen_subcommand_from check' -l seen-from -x
complete -c vrrpspec -n '__fish_seen_subcommand_from check' -l junit -r -F
complete -c vrrpspec -n '__fish_seen_subcommand_from check' -l sarif -r -F
complete -c vrrpspec -n '__fish_seen_subcommand_from check' -l router -x
complete -c vrrpspec -n '__fish_seen_subcommand_from check' -l config -r -F
complete -c vrrpspec -n '__fish_seen_subcommand_from check' -l profile -x -a 'rfc5798 rfc9568'
complete -c vrrpspec -n '__fish_seen_subcommand_from check' -l processing -x
complete -c vrrpspec -n '__fish_seen_subcommand_from check' -l output -x
complete -c vrrpspec -n '__fish_seen_subcommand_from check' -l timer -x
complete -c vrrpspec -n '__fish_seen_subcommand_from watch' -s i -l interface -x -a '(ls /sys/class/net)'
complete -c vrrpspec -n '__fish_seen_subcommand_from watch' -l for -x
complete -c vrrpspec -n '__fish_seen_subcommand_from watch' -l json
complete -c vrrpspec -n '__fish_seen_subcommand_from watch' -l save -r -F
complete -c vrrpspec -n '__fish_seen_subcommand_from watch' -l ring -x
complete -c vrrpspec -n '__fish_seen_subcommand_from watch' -l on -x
complete -c vrrpspec -n '__fish_seen_subcommand_from watch' -l metrics -r -F
complete -c vrrpspec -n '__fish_seen_subcommand_from watch' -s q -l quiet
complete -c vrrpspec -n '__fish_seen_subcommand_from watch' -l router -x
complete -c vrrpspec -n '__fish_seen_subcommand_from watch' -l config -r -F
complete -c vrrpspec -n '__fish_seen_subcommand_from watch' -l profile -x -a 'rfc5798 rfc9568'
complete -c vrrpspec -n '__fish_seen_subcommand_from watch' -l processing -x
complete -c vrrpspec -n '__fish_seen_subcommand_from watch' -l output -x
complete -c vrrpspec -n '__fish_seen_subcommand_from watch' -l timer -x
complete -c vrrpspec -n '__fish_seen_subcommand_from list explain' -a '(vrrpspec list --selectors)'
complete -c vrrpspec -n '__fish_seen_subcommand_from list' -l json
complete -c vrrpspec -n '__fish_seen_subcommand_from list' -l ids
complete -c vrrpspec -n '__fish_seen_subcommand_from model' -a 'dot mermaid svg table trace'
complete -c vrrpspec -n '__fish_seen_subcommand_from dut' -F -a 'list check init set-ups'
complete -c vrrpspec -n '__fish_seen_subcommand_from init' -l black-box -x -a '(ls /sys/class/net)'
complete -c vrrpspec -n '__fish_seen_subcommand_from init' -l set-up -x
complete -c vrrpspec -n '__fish_seen_subcommand_from init' -s o -l output -r -F
complete -c vrrpspec -n '__fish_seen_subcommand_from init' -l force
complete -c vrrpspec -n '__fish_seen_subcommand_from status' -l json
complete -c vrrpspec -n '__fish_seen_subcommand_from status' -l socket -r -F
complete -c vrrpspec -n '__fish_seen_subcommand_from status' -l run-dir -r -F
complete -c vrrpspec -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'
)script";

struct Script {
  std::string_view shell;
  std::string_view text;
};
constexpr Script scripts[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};

}  // namespace

int completion(const std::string& shell) {
  const Script* const found = std::ranges::find(scripts, shell, &Script::shell);
  if (found == std::end(scripts)) {
    return complain(ExitCode::usage, "no completion for '" + shell + "'" + nearest_of(shell, {"bash", "zsh", "fish"}));
  }
  std::cout << found->text;
  return code(ExitCode::conforms);
}

}  // namespace vrrpspec::cli
