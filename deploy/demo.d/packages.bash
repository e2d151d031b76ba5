# What a Debian 12 machine needs, and how it gets there. Sourced by deploy/demo and tests/run.
# Each package is asked for by the thing it brings, so a machine may bring that thing in its own way.

packages_build=(
    cmake:command:cmake ninja-build:command:ninja pkg-config:command:pkg-config gcc:command:gcc
    libc6-dev:package:libc6-dev libsodium-dev:module:libsodium libssl-dev:module:openssl
    libcurl4-openssl-dev:module:libcurl libgnutls28-dev:module:gnutls libmicrohttpd-dev:module:libmicrohttpd
    libprotobuf-c-dev:module:libprotobuf-c protobuf-c-compiler:command:protoc-c libpq-dev:module:libpq
    uuid-dev:module:uuid libjansson-dev:module:jansson libcjose-dev:module:cjose
    liboath-dev:module:liboath
    libqrencode-dev:module:libqrencode libsystemd-dev:module:libsystemd
    libcmocka-dev:module:cmocka nodejs:command:node npm:command:npm
)
packages_run=(
    postgresql:folder:/usr/lib/postgresql/15/bin openssl:command:openssl curl:command:curl jq:command:jq
    ca-certificates:package:ca-certificates util-linux:command:setsid
)
packages_test=(
    clang:command:clang libclang-rt-dev:package:libclang-rt-14-dev clang-format:command:clang-format
    clang-tidy:command:clang-tidy cppcheck:command:cppcheck shellcheck:command:shellcheck
    systemd:command:systemd-analyze golang-go:command:go
    golang-golang-x-mod-dev:folder:/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog
    python3-jsonschema:folder:/usr/lib/python3/dist-packages/jsonschema
)

packages_browser=(chromium:command:chromium)

# packages_has KIND NAME: is the thing there?
packages_has() {
    case $1 in
    command) command -v "$2" >/dev/null ;;
    folder) [ -d "$2" ] ;;
    module) command -v pkg-config >/dev/null && pkg-config --exists "$2" ;;
    package) [ "$(dpkg-query -W -f='${db:Status-Status}' "$2" 2>/dev/null)" = installed ] ;;
    esac
}

# packages_missing ENTRY...: the names of the packages whose thing is not there, one a line.
packages_missing() {
    local entry name kind thing
    for entry in "$@"; do
        IFS=: read -r name kind thing <<<"$entry"
        packages_has "$kind" "$thing" || printf '%s\n' "$name"
    done
}

# Run as root: as we are, or through sudo.
packages_as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# Debian would start a cluster of its own on installing PostgreSQL; we bring a private one.
packages_hold_back_cluster() {
    local file=/etc/postgresql-common/createcluster.conf
    [ -e "$file" ] && return
    packages_as_root mkdir -p "${file%/*}"
    printf 'create_main_cluster = false\n' | packages_as_root tee "$file" >/dev/null
}

# packages_install ENTRY...: install what is missing, nothing else. Quiet; the log goes to standard error on failure.
packages_install() {
    local missing log options=(-o Dpkg::Options::=--force-confold)
    mapfile -t missing < <(packages_missing "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        printf 'These packages are missing, and there is no sudo to install them: %s\n' "${missing[*]}" >&2
        return 1
    fi
    # In a container, do as Debian's images for containers do: do not wait for the disk after each file.
    [ -d /run/systemd/system ] || options+=(-o Dpkg::Options::=--force-unsafe-io)
    log=$(mktemp)
    [[ " ${missing[*]} " != *' postgresql '* ]] || packages_hold_back_cluster
    if ! packages_as_root apt-get update -q >"$log" 2>&1 ||
        ! packages_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
            "${options[@]}" "${missing[@]}" >>"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}
