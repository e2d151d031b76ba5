# A practitioner, a data-protection officer, an administrator and a governance lead for each agency, with passwords made up once.
# Uses: build_folder, demo_folder, agencies.

# NAME|ROLE|HOW PAGES GREET THEM
accounts_wanted=(
    "practitioner|practitioner|Demo practitioner"
    "officer|data-protection-officer|Demo officer"
    "admin|administrator|Demo administrator"
    "lead|governance-lead|Demo governance lead"
)

accounts_make() {
    local agency line name role greeting user secret known
    for agency in "${agencies[@]}"; do
        known=$("$build_folder/bin/dolen" account list --config "$demo_folder/$agency/node.conf" --json)
        for line in "${accounts_wanted[@]}"; do
            IFS='|' read -r name role greeting <<<"$line"
            user=$name.${agency,,}
            ! jq -e --arg user "$user" '.accounts[] | select(.user == $user)' >/dev/null <<<"$known" || continue
            secret=$demo_folder/$agency/$name.password
            [ -e "$secret" ] || openssl rand -base64 15 | tr '+/' 'xy' >"$secret"
            "$build_folder/bin/dolen" account add --config "$demo_folder/$agency/node.conf" --user "$user" \
                --name "$greeting" --roles "$role" --trained "$(date -u -d '30 days ago' +%F)" \
                --vetted "$(date -u -d '60 days ago' +%F)" --password-file "$secret" >/dev/null
        done
    done
}

# accounts_json AGENCY: [{"user","password","role"}]
accounts_json() {
    local line name role greeting
    for line in "${accounts_wanted[@]}"; do
        IFS='|' read -r name role greeting <<<"$line"
        jq -n --arg user "$name.${1,,}" --arg password "$(<"$demo_folder/$1/$name.password")" --arg role "$role" \
            '{user: $user, password: $password, role: $role}'
    done | jq -s .
}
