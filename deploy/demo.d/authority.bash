# Keys and certificates, each made once. Uses: source_folder, build_folder, demo_folder, federation.

# authority_make: the joint pseudonym key's shares; the authority; a certificate for every member.
authority_make() {
    local agency holder pki=$demo_folder/pki tool=$source_folder/deploy/pki/dolen-pki
    if [ ! -e "$demo_folder/keys/joint-key.public" ]; then
        rm -rf "$demo_folder/keys"
        mkdir -p "$demo_folder/keys"
        "$build_folder/bin/dolen" key split --federation "$federation" --epoch 1 --out "$demo_folder/keys" >/dev/null
    fi
    [ -e "$pki/ca.key" ] || "$tool" init "$pki" "$federation"
    # A list near its end is renewed: a stale one stops every session.
    "$tool" crl "$pki"
    authority_issue broker HUB
    for holder in "${holders[@]}"; do
        authority_issue keyholder "KH$holder"
    done
    for agency in "${agencies[@]}"; do
        authority_issue agency "$agency"
        [ -e "$pki/issued/web-$agency.crt" ] || "$tool" serve-cert "$pki" "web-$agency"
        authority_programs "$agency"
    done
}

# authority_programs AGENCY: an authority of the agency's own for its other programs, and one program, CASES.
authority_programs() {
    local pki=$demo_folder/$1/programs tool=$source_folder/deploy/pki/dolen-pki
    mkdir -p "$demo_folder/$1"
    [ -e "$pki/ca.key" ] || "$tool" init "$pki" "$1"
    "$tool" crl "$pki"
    [ -e "$pki/issued/program-CASES.crt" ] || "$tool" issue "$pki" program CASES
}

authority_issue() { # ROLE CODE
    [ -e "$demo_folder/pki/issued/$1-$2.crt" ] ||
        "$source_folder/deploy/pki/dolen-pki" issue "$demo_folder/pki" "$1" "$2"
}
