# The configuration files, written anew by each `up` from what is in the plan; what the settings mean is printed by each
# program's --print-settings. Uses: source_folder, demo_folder, federation, agencies, holders.

# configuration_common SERVICE ROLE-CODE REVOCATION-KEY: the settings that every process has.
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
$3 = $demo_folder/pki/crl.pem

[federation]
file = $demo_folder/federation/federation.signed
governance-key = $(<"$demo_folder/federation/governance.key.public")

END
}

configuration_holder() { # NUMBER
    configuration_common "holder-$1" "keyholder-KH$1" revocations
    cat <<END
[listen]
address = 127.0.0.1:$(plan_port "holder-$1")

[quota]
file = $demo_folder/holder-$1/quota

[share 1]
file = $demo_folder/keys/holder-$1/share.key
END
}

configuration_broker() {
    configuration_common broker broker-HUB revocation
    cat <<END
[listen]
address = 127.0.0.1:$(plan_port broker)

[rules]
folder = $source_folder/governance/rules

[keys]
broker = $demo_folder/broker/broker.key
receipt = $demo_folder/broker/receipt.key
ledger = $demo_folder/broker/ledger.key

[ledger]
memory = $demo_folder/broker/ledger.memory

[database]
connect = $(database_cluster conninfo broker dolen_service)
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
    for agency in "${agencies[@]}"; do
        mkdir -p "$demo_folder/$agency"
        configuration_node "$agency" >"$demo_folder/$agency/node.conf"
    done
}
