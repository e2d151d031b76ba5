# The signed federation file and each agency's mapping of team names. Uses: source_folder, build_folder, demo_folder,
# federation, agencies, holders.

# AGENCY|TYPE|ENGLISH|WELSH, then its teams as the extracts call them: |NAME=ENGLISH=WELSH. The telephone numbers are
# from the range that is kept for fiction.
federation_members=(
    "NPT|council|Neath Port Talbot Council|Cyngor Castell-nedd Port Talbot|CHILDREN=Children's services duty desk=Desg ddyletswydd gwasanaethau plant|ADULTS=Adult safeguarding=Diogelu oedolion|EARLYHELP=Early help=Cymorth cynnar"
    "SWA|council|Swansea Council|Cyngor Abertawe|CHILDREN=Children's services duty desk=Desg ddyletswydd gwasanaethau plant|ADULTS=Adult safeguarding=Diogelu oedolion|EARLYHELP=Early help=Cymorth cynnar"
    "SWP|police|South Wales Police|Heddlu De Cymru|PROTECTION=Public protection=Diogelu'r cyhoedd|MISSING=Missing people=Pobl ar goll"
    "SBU|health|Swansea Bay University Health Board|Bwrdd Iechyd Prifysgol Bae Abertawe|SAFEGUARDING=Safeguarding team=Tîm diogelu|HEALTHVISITING=Health visiting=Ymwelwyr iechyd"
)

federation_pin() { # ROLE-CODE
    "$build_folder/bin/dolen" federation spki "$demo_folder/pki/issued/$1.crt"
}

# federation_key KIND FILE [NAME]: make a key once; its public half goes beside it.
federation_key() {
    local kind=$1 file=$2
    [ ! -e "$file.public" ] || return 0
    mkdir -p "${file%/*}"
    rm -f "$file"
    if [ "$kind" = witness ]; then
        "$build_folder/bin/dolen" key witness --name "$3" --out "$file" >"$file.public.part"
    elif [ "$kind" = key ]; then
        "$build_folder/bin/dolen" federation key --name "$3" --out "$file" >"$file.public.part"
    else
        "$build_folder/bin/dolen" federation signing-key --out "$file" >"$file.public.part"
    fi
    mv "$file.public.part" "$file.public"
}

federation_position() { # AGENCY: 1 for the first, and so on
    local position
    for position in "${!agencies[@]}"; do
        [ "${agencies[position]}" != "$1" ] || printf '%s' "$((position + 1))"
    done
}

federation_write_member() { # LINE
    local agency type english welsh team name number=0 fields teams
    IFS='|' read -r -a fields <<<"$1"
    agency=${fields[0]} type=${fields[1]} english=${fields[2]} welsh=${fields[3]}
    printf '\n[member %s]\nname.en = %s\nname.cy = %s\ntype = %s\npins = %s\nsigning.key = %s\nwitness.key = %s\n' "$agency" \
        "$english" "$welsh" "$type" "$(federation_pin "agency-$agency")" "$(<"$demo_folder/$agency/signing.key.public")" \
        "$(<"$demo_folder/$agency/witness.key.public")"
    for team in "${fields[@]:4}"; do
        IFS='=' read -r -a teams <<<"$team"
        number=$((number + 1))
        printf '\n[contact %s %s]\nteam.en = %s\nteam.cy = %s\ntelephone = 01632 960%d%02d\n' "$agency" "$number" \
            "${teams[1]}" "${teams[2]}" "$(federation_position "$agency")" "$number"
    done
}

# federation_write_mapping LINE: which of the agency's team names is which contact.
federation_write_mapping() {
    local fields team number=0
    IFS='|' read -r -a fields <<<"$1"
    printf '[extract]\nencoding = utf-8\n\n[teams]\n'
    for team in "${fields[@]:4}"; do
        number=$((number + 1))
        printf '%d = %s\n' "$number" "${team%%=*}"
    done
}

# The file as the partnership would write it, before it is signed.
federation_write_draft() {
    local holder line version digest rules
    rules=$("$build_folder/bin/dolen" rules check "$rules_folder" --json)
    version=$(jq -er .version <<<"$rules")
    digest=$(jq -er .digest <<<"$rules")
    cat <<END
[federation]
name = $federation
serial = 1
valid-until = $(date -u -d '90 days' +%FT%TZ)
grace-hours = 72
witness-quorum = 3
witness-quorum-hours = 24
rules.version = $version
rules.digest = $digest

[broker]
code = HUB
name.en = Partnership hub
name.cy = Canolfan y bartneriaeth
endpoint = https://127.0.0.1:$(plan_port broker)
pins = $(federation_pin broker-HUB)
ledger.key = $(<"$demo_folder/broker/ledger.key.public")
receipt.key = $(<"$demo_folder/broker/receipt.key.public")
END
    for holder in "${holders[@]}"; do
        cat <<END

[holder $holder]
code = KH$holder
name.en = Key holder $holder
name.cy = Deiliad allwedd $holder
endpoint = https://127.0.0.1:$(plan_port "holder-$holder")
pins = $(federation_pin "keyholder-KH$holder")
END
    done
    printf '\n[epoch 1]\nstate = current\n'
    sed '/^\[joint-key\]/d; /^$/d' "$demo_folder/keys/joint-key.public"
    for line in "${federation_members[@]}"; do
        federation_write_member "$line"
    done
}

# federation_make: every party's signing keys, and the file, signed anew when it lacks or when its draft would differ.
federation_make() {
    local agency line folder=$demo_folder/federation
    mkdir -p "$folder"
    federation_key key "$folder/governance.key" "governance.$federation"
    federation_key key "$demo_folder/broker/ledger.key" "ledger.$federation"
    federation_key signing-key "$demo_folder/broker/receipt.key"
    [ -e "$demo_folder/broker/broker.key" ] || openssl rand -hex 32 >"$demo_folder/broker/broker.key"
    for agency in "${agencies[@]}"; do
        federation_key signing-key "$demo_folder/$agency/signing.key"
        federation_key witness "$demo_folder/$agency/witness.key" "$agency.$federation/witness"
        [ -e "$demo_folder/$agency/node.key" ] || openssl rand -hex 32 >"$demo_folder/$agency/node.key"
    done
    for line in "${federation_members[@]}"; do
        federation_write_mapping "$line" >"$demo_folder/${line%%|*}/teams.mapping"
    done
    federation_write_draft >"$folder/federation.draft.new"
    if [ ! -e "$folder/federation.signed" ] ||
        ! diff <(grep -v '^valid-until' "$folder/federation.draft") \
            <(grep -v '^valid-until' "$folder/federation.draft.new") >/dev/null; then
        rm -f "$folder/federation.signed"
        "$build_folder/bin/dolen" federation sign --key "$folder/governance.key" --name "governance.$federation" \
            --in "$folder/federation.draft.new" --out "$folder/federation.signed" \
            --rules "$rules_folder" >/dev/null
        mv "$folder/federation.draft.new" "$folder/federation.draft"
    fi
    rm -f "$folder/federation.draft.new"
}
