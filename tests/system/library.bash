# What the stories share. Each story is a script that sources this, says what it expects, and fails at the first thing
# that is otherwise. They run one after another on one federation that `tests/system/story up` has started.
# Environment: DOLEN_DEMO_FOLDER, DOLEN_DEMO_BUILD (the build that is tested), DOLEN_TEST_PEOPLE.
# shellcheck shell=bash

set -euo pipefail
umask 077
source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build_folder=$DOLEN_DEMO_BUILD
demo_folder=$DOLEN_DEMO_FOLDER
agencies=(NPT SWA SWP SBU)
demo=$source_folder/deploy/demo
dolen=$build_folder/bin/dolen
# The federation's own copy of the rules, which a story may change.
DOLEN_DEMO_RULES=${DOLEN_DEMO_RULES:-$demo_folder.rules}
export DOLEN_DEMO_FOLDER DOLEN_DEMO_BUILD DOLEN_DEMO_RULES

# A purpose that all four may name, for people and addresses, and that opens no protected record.
search_purpose=CPREV

# Where a story stands when it fails.
now='starting'
trap '[ $? -eq 0 ] || printf "FAILED while: %s\n" "$now" >&2' EXIT

it() {
    now=$*
    printf -- '- %s\n' "$*"
}

refute() {
    printf '%s\n' "$*" >&2
    exit 1
}

# case_of NAME FIELD: from searches.json of the day.
day=1
case_of() {
    jq -er --arg name "$1" --arg field "$2" '.searches[] | select(.case == $name) | .[$field]' \
        "$demo_folder/region/day$day/searches.json"
}

# account AGENCY FIELD: user or role of the account that may search.
account() {
    jq -er --arg agency "$1" --arg field "$2" \
        '[.nodes[] | select(.agency == $agency) | .accounts[] | select(.role == "practitioner")][0][$field]' \
        "$demo_folder/demo.json"
}

# search AGENCY CASE [OPTION...]: ask about one of the prepared cases; the answer's JSON. Further options are added.
search() {
    local agency=$1 name=$2 number
    shift 2
    number=$(case_of "$name" nhs_number)
    "$dolen" search person --config "$demo_folder/$agency/node.conf" --user "$(account "$agency" user)" \
        --role practitioner --purpose "${purpose:-$search_purpose}" --case "SYS-$RANDOM" \
        --forenames "$(case_of "$name" forenames)" --surname "$(case_of "$name" surname)" \
        --dob "$(case_of "$name" dob)" --postcode "$(case_of "$name" postcode)" --sex "$(case_of "$name" sex)" \
        ${number:+--nhs-number "$number"} --json "$@"
}

# state AGENCY: what the answer on standard input says about this member.
state() {
    jq -er --arg agency "$1" '.members[] | select(.agency == $agency) | .state'
}

# match AGENCY: how sure the answer is of this member's record: confirmed, probable or null.
match() {
    jq -r --arg agency "$1" '.members[] | select(.agency == $agency) | .match'
}

# expect_known ASKER CASE: every agency that knows the person is involved in the answer, every other has nothing. A twin
# may be a probable match for the other, with the advice to check who it is, and never a confirmed one.
expect_known() {
    local asker=$1 name=$2 answer member wanted
    answer=$(search "$asker" "$name")
    for member in "${agencies[@]}"; do
        [ "$member" != "$asker" ] || continue
        wanted=nothing
        if case_of "$name" known_to | jq -e --arg member "$member" 'index($member)' >/dev/null; then
            wanted=involved
        fi
        [ "$wanted:${name%-*}:$(match "$member" <<<"$answer")" != nothing:twin:probable ] || continue
        [ "$(state "$member" <<<"$answer")" = "$wanted" ] ||
            refute "$asker asked about $name: $member should be \"$wanted\", the answer is $answer"
    done
}

pid_of() {
    cut -d ' ' -f 1 "$demo_folder/run/$1.pid"
}

# kill_hard SERVICE: as a crash would.
kill_hard() {
    local pid
    pid=$(pid_of "$1")
    kill -KILL "$pid"
    while [ -d "/proc/$pid" ] && ! grep -q '^State:.*Z' "/proc/$pid/status" 2>/dev/null; do
        sleep 0.1
    done
}

# changes AGENCY KIND: local ids of the second day's changes.
changes() {
    jq -er --arg agency "$1" --arg kind "$2" '.agencies[] | select(.agency == $agency) | .[$kind][]' \
        "$demo_folder/region/day2/changes.json"
}

# publish AGENCY DAY: the delta's figures as JSON.
publish() {
    "$dolen" publish --config "$demo_folder/$1/node.conf" --json "$demo_folder/region/day$2/$1.csv"
}

# wait_ready: until every service is ready again, at most 30 s.
wait_ready() {
    local tries=0
    until "$demo" status >/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 60 ] || refute "not ready again: $("$demo" status)"
        sleep 0.5
    done
}
