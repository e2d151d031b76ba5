# A demo federation of its own for a benchmark: brought up in a scratch folder, stopped and removed on any exit.
# Uses: source_folder, build_folder, port_base. Sets: scratch, demo_folder, bench, services, up.
# shellcheck shell=bash
services=(holder-1 holder-2 holder-3 broker node-NPT node-SWA node-SWP node-SBU)
ticks=$(getconf CLK_TCK)
scratch=$(mktemp -d /tmp/dolen-bench-XXXXXX)
export DOLEN_DEMO_FOLDER=$scratch/demo DOLEN_DEMO_BUILD=$build_folder
demo_folder=$DOLEN_DEMO_FOLDER
bench=$build_folder/tests/bench

demo() {
    "$source_folder/deploy/demo" "$@"
}

# An unfinished `up` holds the demo's lock: it ends first, so that nothing is started behind our back.
clean_up() {
    trap - EXIT INT TERM
    [ -z "$up" ] || kill -TERM "$up" 2>/dev/null || true
    if [ -e "$demo_folder/run/lock" ]; then
        flock -w 300 "$demo_folder/run/lock" true || true
        demo reset >/dev/null 2>"$scratch/reset.log" || {
            printf 'The demo in %s could not be stopped:\n' "$demo_folder" >&2
            cat "$scratch/reset.log" >&2
            return
        }
    fi
    rm -rf "$scratch"
}
up=
trap clean_up EXIT
trap 'exit 130' INT TERM

pid_of() { # SERVICE
    local pid
    read -r pid _ <"$demo_folder/run/$1.pid"
    printf '%s' "$pid"
}

# ticks_of PID: user and system time of a process, in clock ticks.
ticks_of() {
    local stat
    stat=$(<"/proc/$1/stat") || return 1
    awk '{ print $12 + $13 }' <<<"${stat##*) }"
}

# cpu SERVICE...: seconds of CPU of these services together.
cpu() {
    local service sum=0
    for service in "$@"; do
        sum=$((sum + $(ticks_of "$(pid_of "$service")")))
    done
    ratio "$sum" "$ticks"
}

# cpu_postgres: seconds of CPU of the database's processes, those that have ended included.
cpu_postgres() {
    local postmaster stat sum socket
    socket=$("$source_folder/deploy/postgres/private-cluster" status "$demo_folder/postgres" | sed -n 's/.*socket=//p')
    read -r postmaster <"$socket/.s.PGSQL.5432.lock"
    stat=$(<"/proc/$postmaster/stat")
    sum=$(awk '{ print $12 + $13 + $14 + $15 }' <<<"${stat##*) }")
    for stat in /proc/[0-9]*/stat; do
        stat=$(cat "$stat" 2>/dev/null) || continue
        sum=$((sum + $(awk -v parent="$postmaster" '{ print $2 == parent ? $12 + $13 : 0 }' <<<"${stat##*) }")))
    done
    ratio "$sum" "$ticks"
}

difference() {
    awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a - b }'
}
