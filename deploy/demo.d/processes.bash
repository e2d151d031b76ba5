# Starting, watching and stopping the federation's processes. A process is known by its id and the time it started, so
# that a reused id is never taken for ours.
# Uses: demo_folder.

processes_started() { # PID: clock ticks since boot at which it started
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    awk '{ print $20 }' <<<"${stat##*) }"
}

# processes_pid NAME: its id when it runs; fails when it does not. A defunct process does not run.
processes_pid() {
    local file=$demo_folder/run/$1.pid pid started state _
    [ -e "$file" ] || return 1
    read -r pid started _ <"$file" || return 1
    [ "$(processes_started "$pid")" = "$started" ] || return 1
    state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$pid/status" 2>/dev/null)
    [ "$state" != Z ] || return 1
    printf '%s\n' "$pid"
}

# processes_print NAME PROGRAM --config FILE: changes when the program or its configuration does.
processes_print() {
    cksum "$2" "$4" | cksum | tr ' ' -
}

# processes_start NAME PROGRAM --config FILE: in the background, its output in logs/NAME.log. Nothing when it runs
# already; when it runs with an older program or configuration, it is started anew.
processes_start() {
    local name=$1 pid print
    print=$(processes_print "$@")
    shift
    if processes_pid "$name" >/dev/null; then
        [ "$(cut -d ' ' -f 3 "$demo_folder/run/$name.pid")" != "$print" ] || return 0
        processes_stop "$name"
    fi
    setsid "$@" </dev/null >>"$demo_folder/logs/$name.log" 2>&1 9>&- &
    pid=$!
    printf '%s %s %s\n' "$pid" "$(processes_started "$pid")" "$print" >"$demo_folder/run/$name.pid"
}

# processes_wait_ready NAME URL [CURL OPTION...]: until its readiness page answers 200, at most 30 seconds.
processes_wait_ready() {
    local name=$1 url=$2 tries=0
    shift 2
    until curl -fsS -o /dev/null --max-time 2 "$@" "$url" 2>/dev/null; do
        processes_pid "$name" >/dev/null ||
            fail "$name stopped while starting. Its last words: $(tail -n 3 "$demo_folder/logs/$name.log")"
        tries=$((tries + 1))
        [ "$tries" -lt 150 ] ||
            fail "$name is not ready after 30 seconds: $(curl -sS --max-time 2 "$@" "$url" 2>&1 | head -c 400)"
        sleep 0.2
    done
}

# processes_stop NAME: ask it to end, wait up to 15 seconds, then end it by force. Fine when it does not run.
processes_stop() {
    local name=$1 pid tries=0
    if pid=$(processes_pid "$name"); then
        kill -TERM "$pid" 2>/dev/null || true
        while processes_pid "$name" >/dev/null; do
            tries=$((tries + 1))
            [ "$tries" -ne 75 ] || kill -KILL "$pid" 2>/dev/null || true
            sleep 0.2
        done
    fi
    rm -f "$demo_folder/run/$name.pid"
}

# processes_all_run: do the database and every service run?
processes_all_run() {
    local service
    database_runs || return 1
    for service in "${services[@]}"; do
        processes_pid "$service" >/dev/null || return 1
    done
}

# processes_any_runs: does any service run?
processes_any_runs() {
    local service
    for service in "${services[@]}"; do
        ! processes_pid "$service" >/dev/null || return 0
    done
    return 1
}

# processes_check_ports: are the ports free of those services that do not run?
processes_check_ports() {
    local service
    for service in "${services[@]}"; do
        processes_pid "$service" >/dev/null ||
            ports_check "$(plan_port "$service")" "$(plan_port "$service" admin)"
    done
}

# processes_print_status: a line each; fails when one that should run does not.
processes_print_status() {
    local service pid bad=0 ready
    if database_runs; then
        printf '%-10s running\n' postgres
    else
        printf '%-10s NOT RUNNING\n' postgres
        bad=1
    fi
    for service in "${services[@]}"; do
        if pid=$(processes_pid "$service"); then
            ready=$(curl -sS -o /dev/null -w '%{http_code}' --max-time 3 \
                "http://127.0.0.1:$(plan_port "$service" admin)/readyz" 2>/dev/null || true)
            if [ "$ready" = 200 ]; then
                printf '%-10s running, ready (process %s)\n' "$service" "$pid"
            else
                printf '%-10s running, NOT READY (process %s)\n' "$service" "$pid"
                bad=1
            fi
        else
            printf '%-10s NOT RUNNING; its log is %s\n' "$service" "$demo_folder/logs/$service.log"
            bad=1
        fi
    done
    [ "$bad" -eq 0 ] || printf 'deploy/demo up starts what is missing.\n'
    return "$bad"
}
