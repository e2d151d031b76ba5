# The invented region: extracts of the first day are published; the second day lies ready.
# Uses: build_folder, demo_folder, people, agencies.

region_seed=1

# region_make: both days' files, once. The first day is complete up to last night, the second up to now.
region_make() {
    local last_night now
    [ ! -e "$demo_folder/region/day2/searches.json" ] || return 0
    now=$(date -u +%s)
    last_night=$(date -u -d "@$((now - 86400))" +%F)T23:00:00Z
    region_make_day 1 "$last_night"
    region_make_day 2 "$(date -u -d "@$now" +%FT%TZ)"
}

region_make_day() { # DAY AS-OF
    mkdir -p "$demo_folder/region/day$1"
    "$build_folder/bin/dolen-region" --people "$people" --seed "$region_seed" --day "$1" --as-of "$2" \
        --out "$demo_folder/region/day$1"
}

# region_publish: each agency publishes its first day, once. Nothing twice: the node sees what it has published.
region_publish() {
    local agency done_file
    for agency in "${agencies[@]}"; do
        done_file=$demo_folder/$agency/published-day1
        [ ! -e "$done_file" ] || continue
        say "publish $agency"
        "$build_folder/bin/dolen" publish --config "$demo_folder/$agency/node.conf" --json \
            "$demo_folder/region/day1/$agency.csv" >"$done_file.part" ||
            fail "$agency could not publish; $demo_folder/logs/node-$agency.log says more"
        mv "$done_file.part" "$done_file"
    done
}
