# One line a step, with the time since the start. Sourced by deploy/demo and tests/run.

say_start=$SECONDS

# say TEXT: a step begins.
say() {
    printf '[%4d s] %s\n' "$((SECONDS - say_start))" "$*"
}

# fail TEXT: why it cannot go on.
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}
