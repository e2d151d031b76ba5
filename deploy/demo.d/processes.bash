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
    local file=$demo_folder/run/$1.pid pid started state
    [ -e "$file" ] || return 1
    read -r pid started <"$file" || return 1
    [ "$(processes_started "$pid")" = "$started" ] || return 1
    state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$pid/status" 2>/dev/null)
    [ "$state" != Z ] || return 1
    printf '%s\n' "$pid"
}

# processes_start NAME COMMAND...: in the background, its output in logs/NAME.log. Nothing when it runs already.
processes_start() {
    local name=$1 pid
    shift
    processes_pid "$name" >/dev/null && return 0
    setsid "$@" </dev/null >>"$demo_folder/logs/$name.log" 2>&1 9>&- &
    pid=$!
    printf '%s %s\n' "$pid" "$(processes_started "$pid")" >"$demo_folder/run/$name.pid"
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
