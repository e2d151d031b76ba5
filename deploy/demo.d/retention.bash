# The retention job, as a timer would run it: once at the broker and once at each node.
# Uses: build_folder, demo_folder, agencies.

retention_run() {
    local place
    for place in broker "${agencies[@]}"; do
        printf '%-8s' "$place"
        "$build_folder/bin/dolen" retention run --config "$demo_folder/$place/retention.conf" |
            tee -a "$demo_folder/logs/retention.log" | tail -n 1
    done
}
