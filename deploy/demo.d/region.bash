# The invented region: extracts of the first day are published; the second day lies ready.
# Uses: build_folder, demo_folder, people, agencies.

region_seed=1

# region_make: both days' files, once. The first day is yesterday, the second today.
region_make() {
    local day as_of
    for day in 1 2; do
        [ ! -e "$demo_folder/region/day$day/searches.json" ] || continue
        as_of=$(date -u -d "$((2 - day)) days ago" +%F)
        mkdir -p "$demo_folder/region/day$day"
        "$build_folder/bin/dolen-region" --people "$people" --seed "$region_seed" --day "$day" --as-of "$as_of" \
            --out "$demo_folder/region/day$day"
    done
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
