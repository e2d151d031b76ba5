# demo.json for programs, the same for people. Uses: build_folder, demo_folder, source_folder, agencies, holders, services.

summary_write() {
    local agency holder service
    {
        jq -n --arg url "https://127.0.0.1:$(plan_port broker)" \
            --arg admin "http://127.0.0.1:$(plan_port broker admin)" \
            --arg config "$demo_folder/broker/broker.conf" '{broker: {url: $url, admin_url: $admin, config: $config}}'
        for holder in "${holders[@]}"; do
            jq -n --argjson number "$holder" --arg url "https://127.0.0.1:$(plan_port "holder-$holder")" \
                --arg admin "http://127.0.0.1:$(plan_port "holder-$holder" admin)" \
                '{number: $number, url: $url, admin_url: $admin}'
        done | jq -s '{keyholders: .}'
        for agency in "${agencies[@]}"; do
            jq -n --arg agency "$agency" --arg url "https://127.0.0.1:$(plan_port "node-$agency")" \
                --arg admin "http://127.0.0.1:$(plan_port "node-$agency" admin)" \
                --arg config "$demo_folder/$agency/node.conf" --arg extract "$demo_folder/region/day1/$agency.csv" \
                --argjson accounts "$(accounts_json "$agency")" \
                --arg programs "https://127.0.0.1:$(plan_programs_port "$agency")" \
                --arg certificate "$demo_folder/$agency/programs/issued/program-CASES" \
                '{agency: $agency, url: $url, admin_url: $admin, config: $config, extract: $extract,
                  accounts: $accounts, programs: {url: $programs, certificate: ($certificate + ".crt"),
                  key: ($certificate + ".key")}}'
        done | jq -s '{nodes: .}'
        jq '{people: [.searches[] | select(.subject == "person")],
             addresses: [.searches[] | select(.subject == "address")]}' "$demo_folder/region/day1/searches.json"
        jq -n --arg socket "$(database_cluster status | sed -n 's/.*socket=//p')" '{database: {socket: $socket,
            port: 5432, broker: "broker"}}'
        for service in "${services[@]}"; do
            printf '%s\n' "$demo_folder/logs/$service.log"
        done | jq -R . | jq -s '{logs: .}'
        jq -n --arg rules "$rules_folder" --arg file "$demo_folder/federation/federation.signed" \
            --arg second "$demo_folder/region/day2" '{rules: $rules, federation: $file, second_day: $second}'
    } | jq -s add >"$demo_folder/demo.json.part"
    mv "$demo_folder/demo.json.part" "$demo_folder/demo.json"
}

summary_print() {
    local file=$demo_folder/demo.json
    printf '\nPages of the agencies (a browser does not know the authority of this demo, %s):\n' "$demo_folder/pki/ca.crt"
    jq -r '.nodes[] | "  \(.agency)  \(.url)\n" + ([.accounts[] | "       \(.user)  \(.password)  (\(.role))"] |
        join("\n"))' "$file"
    printf '\nPeople to ask about (all of them invented):\n'
    jq -r '.people[] | "  \(.forenames) \(.surname), born \(.dob), \(.postcode)  (\(.case); known to \(.known_to |
        if length > 0 then join(", ") else "nobody" end))"' "$file"
    printf '\nWhat has had its time is erased by: %s retention run --config %s\n' "$build_folder/bin/dolen" \
        "$demo_folder/broker/retention.conf"
    printf '\nExtracts of the second day: %s\nMore in %s\n' "$(jq -r .second_day "$file")" "$file"
}

# summary_open: show the first agency's page, where there is a browser to show it in.
summary_open() {
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && command -v xdg-open >/dev/null || return 0
    xdg-open "$(jq -r '.nodes[0].url' "$demo_folder/demo.json")" >/dev/null 2>&1 9>&- &
}
