# demo.json for programs, the same for people. Uses: build_folder, demo_folder, source_folder, agencies, holders, services.

# alerts_json AGENCY: {"agency","user","open","about":[NAME]} of its inbox.
alerts_json() {
    "$build_folder/bin/dolen" alerts list --config "$demo_folder/$1/node.conf" --user "practitioner.${1,,}" \
        --role practitioner --json | jq --arg agency "$1" --arg user "practitioner.${1,,}" \
        '{agency: $agency, user: $user, open: .open, about: ([.alerts[].name] | unique)}'
}

# alerts_wait: the nodes ask for alerts every few seconds; the first day brings one to NPT at least.
alerts_wait() {
    local tries
    for tries in {1..20}; do
        [ "$(alerts_json NPT | jq .open)" -eq 0 ] || return 0
        sleep 1
    done
    printf 'No alert came to NPT within %s seconds.\n' "$tries" >&2
}

summary_write() {
    local agency holder service
    alerts_wait
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
        for agency in "${agencies[@]}"; do
            alerts_json "$agency"
        done | jq -s '{alerts: [.[] | select(.open > 0)]}'
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
    printf '\nAlerts about watched people (the page Alerts, or dolen alerts list):\n'
    jq -r '.alerts[] | "  \(.agency)  \(.open) for \(.user), about \(.about | join(", "))"' "$file"
    jq -r --arg dolen "$build_folder/bin/dolen" '.second_day as $second | (.nodes[] | select(.agency == "SWP")) as $police | .people[] |
        select(.case == "missing-next-day") | "  One more, about \(.forenames) \(.surname), when the police publish the second day:
       \($dolen) publish --config \($police.config) \($second)/SWP.csv"' "$file"
    printf '\nWhat has had its time is erased by: %s retention run --config %s\n' "$build_folder/bin/dolen" \
        "$demo_folder/broker/retention.conf"
    printf '\nExtracts of the second day: %s\nMore in %s\n' "$(jq -r .second_day "$file")" "$file"
}

# summary_open: show the first agency's page, where there is a browser to show it in.
summary_open() {
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && command -v xdg-open >/dev/null || return 0
    xdg-open "$(jq -r '.nodes[0].url' "$demo_folder/demo.json")" >/dev/null 2>&1 9>&- &
}
