# The key holders, the broker and the nodes, in the order in which they need one another.
# Uses: build_folder, demo_folder, services.

services_program() { # SERVICE: its command, one word a line
    case $1 in
    holder-*) printf '%s\n' "$build_folder/bin/dolen-keyholder" --config "$demo_folder/$1/keyholder.conf" ;;
    broker) printf '%s\n' "$build_folder/bin/dolen-broker" --config "$demo_folder/broker/broker.conf" ;;
    node-*) printf '%s\n' "$build_folder/bin/dolen-node" --config "$demo_folder/${1#node-}/node.conf" ;;
    esac
}

# services_start: whatever does not run; then wait for all.
services_start() {
    local service command
    for service in "${services[@]}"; do
        mapfile -t command < <(services_program "$service")
        processes_start "$service" "${command[@]}"
    done
    for service in "${services[@]}"; do
        processes_wait_ready "$service" "http://127.0.0.1:$(plan_port "$service" admin)/readyz"
    done
}

# services_are_current: does each run as built and configured now?
services_are_current() {
    local service command
    for service in "${services[@]}"; do
        mapfile -t command < <(services_program "$service")
        [ "$(cut -d ' ' -f 3 "$demo_folder/run/$service.pid")" = "$(processes_print "$service" "${command[@]}")" ] ||
            return 1
    done
}

# services_stop: in the opposite order.
services_stop() {
    local number
    for ((number = ${#services[@]} - 1; number >= 0; number--)); do
        processes_stop "${services[number]}"
    done
}
