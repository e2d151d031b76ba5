# The configuration files, written anew by each `up` from what is in the plan; what the settings mean is printed by each
# program's --print-settings. Uses: source_folder, demo_folder, federation, agencies, holders.

# configuration_common SERVICE ROLE-CODE: the settings that every process has.
configuration_common() {
    cat <<END
[admin]
listen = 127.0.0.1:$(plan_port "$1" admin)

[log]
level = info

[tls]
certificate = $demo_folder/pki/issued/$2.crt
key = $demo_folder/pki/issued/$2.key
authority = $demo_folder/pki/ca.crt
revocations = $demo_folder/pki/crl.pem

[federation]
file = $demo_folder/federation/federation.signed
governance-key = $(<"$demo_folder/federation/governance.key.public")

END
}

configuration_holder() { # NUMBER
    configuration_common "holder-$1" "keyholder-KH$1"
    cat <<END
[listen]
address = 127.0.0.1:$(plan_port "holder-$1")

[quota]
file = $demo_folder/holder-$1/quota
daily = 20000000

[share 1]
file = $demo_folder/keys/holder-$1/share.key
END
}

configuration_broker() {
    configuration_common broker broker-HUB
    cat <<END
[listen]
address = 127.0.0.1:$(plan_port broker)

[rules]
folder = $rules_folder

[keys]
broker = $demo_folder/broker/broker.key
receipt = $demo_folder/broker/receipt.key
ledger = $demo_folder/broker/ledger.key

[ledger]
memory = $demo_folder/broker/ledger.memory

[database]
connect = $(database_cluster conninfo broker dolen_service)

[statistics]
look-seconds = 10
END
}

configuration_node() { # AGENCY
    configuration_common "node-$1" "agency-$1"
    cat <<END
[agency]
code = $1
state = $demo_folder/$1/state

[rules]
folder = $rules_folder

[keys]
node = $demo_folder/$1/node.key
signing = $demo_folder/$1/signing.key
witness = $demo_folder/$1/witness.key

[witness]
interval = 5 s

[database]
connect = $(database_cluster conninfo "$(database_name "$1")" dolen_service)

[web]
listen = 127.0.0.1:$(plan_port "node-$1")
certificate = $demo_folder/pki/issued/web-$1.crt
key = $demo_folder/pki/issued/web-$1.key

[sign-in]
second-factor = no

[administration]
listen = unix:$demo_folder/$1/socket

[programs]
listen = 127.0.0.1:$(plan_programs_port "$1")
authority = $demo_folder/$1/programs/ca.crt
revocations = $demo_folder/$1/programs/crl.pem
allow = CASES:$("$build_folder/bin/dolen" federation spki "$demo_folder/$1/programs/issued/program-CASES.crt")

[publish]
mapping = $demo_folder/$1/teams.mapping
END
}

# configuration_retention SCHEMA DATABASE: the job that erases what has had its time, as the one role that may.
configuration_retention() {
    cat <<END
[retention]
at = $1
grace = 7 d

[database]
connect = $(database_cluster conninfo "$2" dolen_eraser)

[federation]
file = $demo_folder/federation/federation.signed
governance-key = $(<"$demo_folder/federation/governance.key.public")

[rules]
folder = $rules_folder
END
}

configuration_write() {
    local holder agency
    for holder in "${holders[@]}"; do
        mkdir -p "$demo_folder/holder-$holder"
        configuration_holder "$holder" >"$demo_folder/holder-$holder/keyholder.conf"
    done
    mkdir -p "$demo_folder/broker"
    configuration_broker >"$demo_folder/broker/broker.conf"
    configuration_retention broker broker >"$demo_folder/broker/retention.conf"
    for agency in "${agencies[@]}"; do
        mkdir -p "$demo_folder/$agency/state"
        configuration_node "$agency" >"$demo_folder/$agency/node.conf"
        configuration_retention node "$(database_name "$agency")" >"$demo_folder/$agency/retention.conf"
    done
}
