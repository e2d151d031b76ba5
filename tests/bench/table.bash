# The table that the benchmarks print: one line a measurement, then how its cost grows. Sourced by run and federation.

table_header() {
    printf '%-46s %10s | %14s %14s %7s | %-10s %s\n' work size measured floor ratio target verdict
}

# table_line WORK SIZE MEASURED FLOOR RATIO [TARGET]: TARGET is "<=N" or ">=N" and judges the ratio; "-" where there is
# none.
table_line() {
    local target=${6:--} verdict=
    if [ "$target" != - ] && [ "$5" != - ]; then
        verdict=$(awk -v ratio="$5" -v target="$target" 'BEGIN {
            bound = substr(target, 3) + 0
            met = target ~ /^<=/ ? ratio + 0 <= bound : ratio + 0 >= bound
            print met ? "met" : "NOT MET"
        }')
    fi
    printf '%-46s %10s | %14s %14s %7s | %-10s %s\n' "$1" "$2" "$3" "$4" "$5" "$target" "$verdict"
}

# table_slope WORK "SIZE COST"...: the exponent with which the cost grows from the smallest to the largest size: 1.00 is
# in proportion, below 1 is cheaper at scale. COST is of the whole work, in any unit.
table_slope() {
    local work=$1
    shift
    [ $# -ge 2 ] || return 0
    printf '%s\n' "$@" | awk -v work="$work" '
        NR == 1 { size = $1; cost = $2 }
        END {
            if (cost > 0 && $2 > 0 && $1 != size)
                printf "%-46s %10s | cost grows with the size to the power %.2f\n", work, "slope",
                    log($2 / cost) / log($1 / size)
        }'
}

# ratio A B [DIGITS]: A / B, "-" when there is no B.
ratio() {
    awk -v a="$1" -v b="$2" -v digits="${3:-2}" 'BEGIN { if (b + 0 > 0) printf "%.*f", digits, a / b; else print "-" }'
}
