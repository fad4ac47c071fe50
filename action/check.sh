#!/usr/bin/env bash
# Runs `dedup check` and hands its reports to the job: annotations, summary, outputs.
# All inputs come through the environment, so that none can become part of a command.
set -uo pipefail

bin=${DEDUP_HOME:+$DEDUP_HOME/bin/}
work=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/dedup-check.XXXXXX") || exit 3

arguments=(check --format github)
option() { if [[ -n $2 ]]; then arguments+=("$1=$2"); fi; }
each() { # a value for each line of the second argument, blank ones left out
  local line
  while IFS= read -r line || [[ -n $line ]]; do
    line=${line%$'\r'}
    if [[ -n ${line//[[:space:]]/} ]]; then "$1" "$line"; fi
  done <<<"$2"
}
against() { option --against "$1"; }
path() { paths+=("$1"); }

each against "${INPUT_AGAINST:-}"
option --baseline "${INPUT_BASELINE:-}"
option --fail-on "${INPUT_FAIL_ON:-}"
option --fail-level "${INPUT_FAIL_LEVEL:-}"
option --changed-since "${INPUT_CHANGED_SINCE:-}"
option --config "${INPUT_CONFIG:-}"
option --report "json=$work/check.json"
option --report "github-summary=$work/summary.md"
if [[ -n ${INPUT_SARIF_FILE:-} ]]; then option --report "github-sarif=$INPUT_SARIF_FILE"; fi
paths=()
each path "${INPUT_PATHS:-}"

# "${paths[@]-}" would be one empty path: bash before 4.4 takes an empty list for an unset one.
"${bin}dedup" "${arguments[@]}" -- ${paths[@]+"${paths[@]}"} 2>"$work/messages"
status=$?

# Messages may quote names of files; between these two lines the runner obeys no command.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf '::stop-commands::%s\n' "$token"
cat "$work/messages"
printf '\n::%s::\n' "$token"

case $status in
  0) verdict=pass ;;
  1) verdict=fail ;;
  *) verdict=error ;;
esac
count() { # a number of the report, found by its path
  "${bin}python3" -c 'import functools, json, sys
with open(sys.argv[1], "rb") as file: page = json.load(file)
print(int(functools.reduce(lambda at, key: at[key], sys.argv[2:], page)))' "$work/check.json" "$@"
}
{
  printf 'verdict=%s\n' "$verdict"
  if [[ -f $work/check.json ]]; then
    printf 'findings=%s\n' "$(count counts findings)"
    printf 'new-findings=%s\n' "$(count counts states new)"
    printf 'report-path=%s\n' "$work/check.json"
  fi
} >>"${GITHUB_OUTPUT:-/dev/null}"
if [[ -f $work/summary.md ]]; then cat "$work/summary.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"; fi
exit "$status"
