# What this demo consists of: members, processes, ports. Remembered in run/plan, so that every command means the same.

federation=west-glamorgan
agencies=(NPT SWA SWP SBU)
holders=(1 2 3)
services=(holder-1 holder-2 holder-3 broker node-NPT node-SWA node-SWP node-SBU)

# plan_load: people and port_base, from the command line or else as remembered or else the defaults.
plan_load() {
    local remembered_people='' remembered_port_base=''
    if [ -e "$demo_folder/run/plan" ]; then
        read -r remembered_people remembered_port_base <"$demo_folder/run/plan"
        if [ -n "$people" ] && [ "$people" != "$remembered_people" ] && [ -e "$demo_folder/demo.json" ]; then
            fail "This demo has $remembered_people people. deploy/demo reset forgets them."
        fi
        if [ -n "$port_base" ] && [ "$port_base" != "$remembered_port_base" ] && [ -e "$demo_folder/demo.json" ]; then
            fail "This demo uses the ports from $remembered_port_base on. deploy/demo reset forgets them."
        fi
    fi
    people=${people:-${remembered_people:-10000}}
    port_base=${port_base:-${remembered_port_base:-7300}}
    [ "$port_base" -ge 1024 ] && [ "$port_base" -le 65400 ] || fail "--port-base is 1024 to 65400"
    [ "$people" -le 900000 ] || fail "--people is at most 900000"
}

plan_save() {
    printf '%s %s\n' "$people" "$port_base" >"$demo_folder/run/plan"
}

# plan_port SERVICE [admin]: where it serves, or where its health is asked.
plan_port() {
    local number admin=0
    [ -z "${2:-}" ] || admin=1
    for number in "${!services[@]}"; do
        if [ "${services[number]}" = "$1" ]; then
            printf '%s' "$((port_base + number * 2 + admin))"
            return
        fi
    done
    return 1
}

# plan_programs_port AGENCY: where its node serves the agency's other programs.
plan_programs_port() {
    local number
    for number in "${!agencies[@]}"; do
        if [ "${agencies[number]}" = "$1" ]; then
            printf '%s' "$((port_base + ${#services[@]} * 2 + number))"
            return
        fi
    done
    return 1
}

plan_ports() {
    local service agency
    for service in "${services[@]}"; do
        plan_port "$service"
        printf '\n'
        plan_port "$service" admin
        printf '\n'
    done
    for agency in "${agencies[@]}"; do
        plan_programs_port "$agency"
        printf '\n'
    done
}
