#include "governance/statistics/disclosure_flow.h"

#include <string.h>

dolen_status dolen_disclosure_flow_make(const dolen_disclosure_network *network, dolen_arena *arena,
                                        dolen_disclosure_flow *out, dolen_err *err)
{
    const size_t cells = network->cell_count;
    const size_t nodes = network->nodes;
    size_t *filled = NULL;

    *out = (dolen_disclosure_flow){.network = network};
    DOLEN_TRY(dolen_arena_take(arena, nodes + 1, sizeof *out->first, (void *)&out->first, err));
    DOLEN_TRY(dolen_arena_take(arena, 2 * cells + 1, sizeof *out->incident, (void *)&out->incident, err));
    DOLEN_TRY(dolen_arena_take(arena, cells + 1, sizeof *out->up, (void *)&out->up, err));
    DOLEN_TRY(dolen_arena_take(arena, cells + 1, sizeof *out->down, (void *)&out->down, err));
    DOLEN_TRY(dolen_arena_take(arena, nodes + 1, sizeof *out->through, (void *)&out->through, err));
    DOLEN_TRY(dolen_arena_take(arena, nodes + 1, sizeof *out->waiting, (void *)&out->waiting, err));
    DOLEN_TRY(dolen_arena_take(arena, nodes + 1, sizeof *out->is_reached, (void *)&out->is_reached, err));
    DOLEN_TRY(dolen_arena_take(arena, nodes + 1, sizeof *filled, (void *)&filled, err));
    for (size_t i = 0; i < cells; i++) {
        out->first[network->cells[i].from + 1]++;
        out->first[network->cells[i].to + 1]++;
    }
    for (size_t i = 0; i < nodes; i++)
        out->first[i + 1] += out->first[i];
    for (size_t i = 0; i < cells; i++) {
        const uint32_t ends[] = {network->cells[i].from, network->cells[i].to};
        for (size_t k = 0; k < 2; k++)
            out->incident[out->first[ends[k]] + filled[ends[k]]++] = i;
    }
    return DOLEN_OK;
}

void dolen_disclosure_flow_reset(dolen_disclosure_flow *flow, const dolen_disclosure_rules *rules)
{
    for (size_t i = 0; i < flow->network->cell_count; i++) {
        const dolen_disclosure_cell *cell = &flow->network->cells[i];
        const dolen_disclosure_range range = dolen_disclosure_range_of(rules, cell);
        flow->up[i] = range.high > cell->count ? range.high - cell->count : 0;
        flow->down[i] = cell->count > range.low ? cell->count - range.low : 0;
    }
}

/* The node that a step along or against a cell leads to, and how much may still go that way. */
static uint32_t step(const dolen_disclosure_flow *flow, size_t cell, uint32_t at, uint32_t *room)
{
    const dolen_disclosure_cell *edge = &flow->network->cells[cell];
    const bool along = edge->from == at;

    *room = along ? flow->up[cell] : flow->down[cell];
    return along ? edge->to : edge->from;
}

/* Breadth first from `start` to `goal`, never through `barred`. */
static bool search(dolen_disclosure_flow *flow, uint32_t start, uint32_t goal, size_t barred)
{
    size_t head = 0;
    size_t tail = 0;

    memset(flow->is_reached, 0, flow->network->nodes * sizeof *flow->is_reached);
    flow->is_reached[start] = true;
    flow->waiting[tail++] = start;
    while (head < tail && !flow->is_reached[goal]) {
        const uint32_t at = flow->waiting[head++];
        for (size_t i = flow->first[at]; i < flow->first[at + 1]; i++) {
            const size_t cell = flow->incident[i];
            uint32_t room = 0;
            const uint32_t next = step(flow, cell, at, &room);
            if (cell == barred || room == 0 || flow->is_reached[next])
                continue;
            flow->is_reached[next] = true;
            flow->through[next] = cell;
            flow->waiting[tail++] = next;
        }
    }
    return flow->is_reached[goal];
}

/* The node before `at` on the path that the search found. */
static uint32_t before(const dolen_disclosure_flow *flow, uint32_t at, uint32_t *room)
{
    const size_t cell = flow->through[at];
    const dolen_disclosure_cell *edge = &flow->network->cells[cell];
    const bool along = edge->to == at;

    *room = along ? flow->up[cell] : flow->down[cell];
    return along ? edge->from : edge->to;
}

static void move(dolen_disclosure_flow *flow, uint32_t start, uint32_t goal, uint32_t by)
{
    uint32_t room;

    for (uint32_t at = goal; at != start; at = before(flow, at, &room)) {
        const size_t cell = flow->through[at];
        const bool along = flow->network->cells[cell].to == at;
        flow->up[cell] += along ? 0 - by : by;
        flow->down[cell] += along ? by : 0 - by;
    }
}

static uint32_t push(dolen_disclosure_flow *flow, uint32_t start, uint32_t goal, size_t barred, uint32_t enough)
{
    uint32_t total = 0;

    while (total < enough && search(flow, start, goal, barred)) {
        uint32_t by = enough - total;
        uint32_t room = 0;
        for (uint32_t at = goal; at != start;) {
            at = before(flow, at, &room);
            by = room < by ? room : by;
        }
        move(flow, start, goal, by);
        total += by;
    }
    return total;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

uint32_t dolen_disclosure_flow_grow(dolen_disclosure_flow *flow, size_t cell, uint32_t enough)
{
    const dolen_disclosure_cell *edge = &flow->network->cells[cell];

    memset(flow->is_reached, 0, flow->network->nodes * sizeof *flow->is_reached);
    return push(flow, edge->to, edge->from, cell, least(enough, flow->up[cell]));
}

uint32_t dolen_disclosure_flow_shrink(dolen_disclosure_flow *flow, size_t cell, uint32_t enough)
{
    const dolen_disclosure_cell *edge = &flow->network->cells[cell];

    memset(flow->is_reached, 0, flow->network->nodes * sizeof *flow->is_reached);
    return push(flow, edge->from, edge->to, cell, least(enough, flow->down[cell]));
}
