# Building the programs. Uses: source_folder, build_folder.

build_targets=(dolen dolen-broker dolen-node dolen-keyholder dolen-region)

# build_programs: configure (unless the folder is configured already) and build what the demo runs; what went wrong is
# shown when it fails.
build_programs() {
    local log=$build_folder/build.log
    mkdir -p "$build_folder"
    if ! { { [ -e "$build_folder/build.ninja" ] ||
        cmake -S "$source_folder" -B "$build_folder" -G Ninja -DCMAKE_BUILD_TYPE=Release; } &&
        ninja -C "$build_folder" "${build_targets[@]}"; } >"$log" 2>&1; then
        grep -E 'error|FAILED|Error' "$log" | head -n 20 >&2
        fail "The build failed; all of it is in $log"
    fi
}
