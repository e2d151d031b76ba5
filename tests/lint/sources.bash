# Which files the checks look at. Sourced by the checks; they stand in the root of the tree they look at.

# lint_sources FIND-EXPRESSION...: the product's files (not what npm fetched, not build folders), sorted.
lint_sources() {
    local folder folders=()
    for folder in node proto governance deploy; do
        [ ! -d "$folder" ] || folders+=("$folder")
    done
    find "${folders[@]}" -type f -not -path '*/node_modules/*' \( "$@" \) | LC_ALL=C sort
}
