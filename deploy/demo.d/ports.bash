# Which ports are free, and who has the others. Reads /proc alone: ss and lsof need not be there.

# ports_listener PORT: the inode of the socket that listens on it, empty when it is free.
ports_listener() {
    local hex files=(/proc/net/tcp)
    printf -v hex '%04X' "$1"
    [ ! -e /proc/net/tcp6 ] || files+=(/proc/net/tcp6)
    awk -v port="$hex" '{ split($2, at, ":") } $4 == "0A" && at[2] == port { print $10; exit }' "${files[@]}"
}

# ports_owner INODE: "process 123 (name)", or what can be said when it belongs to somebody else.
ports_owner() {
    local fd pid
    for fd in /proc/[0-9]*/fd/*; do
        if [ "$(readlink "$fd" 2>/dev/null)" = "socket:[$1]" ]; then
            pid=${fd#/proc/}
            pid=${pid%%/*}
            printf 'process %s (%s)' "$pid" "$(cat "/proc/$pid/comm" 2>/dev/null)"
            return
        fi
    done
    printf 'a process of another user'
}

# ports_check PORT...: fail, naming the first that is taken and who has it.
ports_check() {
    local port inode
    for port in "$@"; do
        inode=$(ports_listener "$port")
        [ -z "$inode" ] ||
            fail "Port $port is in use by $(ports_owner "$inode"). Stop it, or choose other ports with --port-base."
    done
}
