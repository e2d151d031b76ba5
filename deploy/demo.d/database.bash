# The private PostgreSQL cluster: a database for the broker and one for each agency's node.
# Uses: source_folder, build_folder, demo_folder, agencies.

database_cluster() { # ACTION [ARGUMENT...]
    local action=$1
    shift
    "$source_folder/deploy/postgres/private-cluster" "$action" "$demo_folder/postgres" "$@"
}

database_runs() {
    [ -d "$demo_folder/postgres" ] && database_cluster status >/dev/null 2>&1
}

database_start() {
    database_cluster start
}

database_stop() {
    [ ! -d "$demo_folder/postgres" ] || database_cluster stop
}

# database_name AGENCY: that of its node's database.
database_name() {
    printf 'node_%s' "${1,,}"
}

# database_migrate: make the databases and bring their tables up to date.
database_migrate() {
    local agency
    database_migrate_one broker broker
    for agency in "${agencies[@]}"; do
        database_migrate_one "$(database_name "$agency")" node
    done
}

database_migrate_one() { # NAME SCHEMA
    database_cluster database "$1"
    "$build_folder/bin/dolen" database migrate --conninfo "$(database_cluster conninfo "$1")" --schema "$2" \
        --sql "$source_folder/deploy/sql" >>"$demo_folder/logs/migrate.log" ||
        fail "the tables of $1 could not be made; $demo_folder/logs/migrate.log says more"
}

database_program() { # NAME: where PostgreSQL's own programs lie
    find /usr/lib/postgresql -path "*/bin/$1" | sort -V | tail -n 1
}

# database_dump NAME FILE [OPTION...]: as the administrator would keep it.
database_dump() {
    local name=$1 file=$2
    shift 2
    "$(database_program pg_dump)" --format=custom "$@" -d "$(database_cluster conninfo "$name")" -f "$file"
}

# database_restore NAME FILE: put an earlier state back, in a database made anew.
database_restore() {
    "$(database_program psql)" -q -d "$(database_cluster conninfo postgres)" \
        -c "DROP DATABASE IF EXISTS $1 WITH (FORCE)"
    database_cluster database "$1"
    "$(database_program pg_restore)" --single-transaction -d "$(database_cluster conninfo "$1")" "$2"
}

# database_query NAME SQL: its rows, bare.
database_query() {
    "$(database_program psql)" -AtXq -d "$(database_cluster conninfo "$1")" -c "$2"
}
