#include "governance/statistics/disclosure.h"

#include <string.h>

#include "governance/statistics/disclosure_flow.h"

/* Everything while a network is protected. */
typedef struct protecting {
    const dolen_disclosure_rules *rules;
    dolen_disclosure_network *network;
    dolen_disclosure_flow flow;
} protecting;

static dolen_status check_cell(const dolen_disclosure_rules *rules, const dolen_disclosure_network *network,
                               const dolen_disclosure_cell *cell, dolen_err *err)
{
    if (cell->from >= network->nodes || cell->to >= network->nodes || cell->from == cell->to)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a count leads to a node that does not exist");
    if (cell->count > DOLEN_DISCLOSURE_COUNT || cell->people > cell->count)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a count is out of range");
    if (cell->threshold_offset >= rules->suppress_below || cell->rounding_offset >= rules->round_to)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "an offset is out of range");
    return DOLEN_OK;
}

static dolen_status check_sums(const dolen_disclosure_network *network, dolen_arena *arena, dolen_err *err)
{
    int64_t *sums = NULL;

    DOLEN_TRY(dolen_arena_take(arena, network->nodes, sizeof *sums, (void *)&sums, err));
    for (size_t i = 0; i < network->cell_count; i++) {
        sums[network->cells[i].to] += network->cells[i].count;
        sums[network->cells[i].from] -= network->cells[i].count;
    }
    for (size_t i = 0; i < network->nodes; i++)
        if (sums[i])
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "counts do not add up to their total");
    return DOLEN_OK;
}

static dolen_status check(const dolen_disclosure_rules *rules, const dolen_disclosure_network *network,
                          dolen_arena *arena, dolen_err *err)
{
    if (rules->suppress_below < 2 || rules->suppress_below > 100 || rules->round_to < 1 || rules->round_to > 100)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the limits of disclosure are out of range");
    if (network->cell_count > DOLEN_DISCLOSURE_CELLS || network->nodes > DOLEN_DISCLOSURE_CELLS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many counts are tied to one another");
    for (size_t i = 0; i < network->cell_count; i++)
        DOLEN_TRY(check_cell(rules, network, &network->cells[i], err));
    return check_sums(network, arena, err);
}

dolen_disclosure_range dolen_disclosure_range_of(const dolen_disclosure_rules *rules, const dolen_disclosure_cell *cell)
{
    const uint32_t slack = rules->round_to - 1;

    if (cell->is_internal)
        return (dolen_disclosure_range){0, DOLEN_DISCLOSURE_NO_LIMIT};
    if (cell->is_small)
        return (dolen_disclosure_range){0, cell->counts_people ? 2 * rules->suppress_below - 2
                                                               : (uint32_t)DOLEN_DISCLOSURE_NO_LIMIT};
    if (cell->is_suppressed)
        return (dolen_disclosure_range){rules->suppress_below, DOLEN_DISCLOSURE_NO_LIMIT};
    const uint32_t low = cell->shown > slack ? cell->shown - slack : 0;
    return (dolen_disclosure_range){low > rules->suppress_below ? low : rules->suppress_below, cell->shown + slack};
}

static void hide(dolen_disclosure_cell *cell)
{
    cell->is_suppressed = true;
    cell->shown = 0;
}

static void decide_alone(const dolen_disclosure_rules *rules, dolen_disclosure_cell *cell)
{
    cell->is_small = !cell->is_internal && cell->people < rules->suppress_below + cell->threshold_offset;
    cell->is_suppressed = false;
    cell->shown = (cell->count + cell->rounding_offset) / rules->round_to * rules->round_to;
    if (cell->is_small || cell->is_internal)
        hide(cell);
}

void dolen_disclosure_protect_plainly(const dolen_disclosure_rules *rules, dolen_disclosure_network *network)
{
    for (size_t i = 0; i < network->cell_count; i++) {
        dolen_disclosure_cell *cell = &network->cells[i];
        cell->is_small = !cell->is_internal && cell->people < rules->suppress_below;
        cell->is_suppressed = false;
        cell->shown = (cell->count + rules->round_to / 2) / rules->round_to * rules->round_to;
        if (cell->is_small || cell->is_internal)
            hide(cell);
    }
}

/* Would hiding this cell let more flow out of the side that the search reached? */
static bool widens(const protecting *p, const dolen_disclosure_cell *cell)
{
    const bool from = p->flow.is_reached[cell->from];
    const bool to = p->flow.is_reached[cell->to];

    if (cell->is_suppressed || from == to)
        return false;
    if (from)
        return true;
    return cell->count > p->rules->suppress_below &&
           dolen_disclosure_range_of(p->rules, cell).low > p->rules->suppress_below;
}

/* The smallest count whose hiding widens the cut; NULL when there is none. */
static dolen_disclosure_cell *cheapest(const protecting *p, bool anywhere)
{
    dolen_disclosure_cell *best = NULL;

    for (size_t i = 0; i < p->network->cell_count; i++) {
        dolen_disclosure_cell *cell = &p->network->cells[i];
        const bool suits = anywhere ? !cell->is_suppressed : widens(p, cell);
        if (suits && (!best || cell->count < best->count))
            best = cell;
    }
    return best;
}

/* One more cell to hide so that `cell` is safe; NULL when it is, or when nothing is left to hide. */
static dolen_disclosure_cell *complement_of(protecting *p, size_t cell)
{
    const uint32_t wanted = p->rules->suppress_below - 1;

    dolen_disclosure_flow_reset(&p->flow, p->rules);
    const uint32_t shrunk = dolen_disclosure_flow_shrink(&p->flow, cell, wanted);
    dolen_disclosure_cell *below = shrunk < wanted ? cheapest(p, false) : NULL;
    dolen_disclosure_flow_reset(&p->flow, p->rules);
    const uint32_t grown = dolen_disclosure_flow_grow(&p->flow, cell, wanted - shrunk);
    if (shrunk + grown >= wanted)
        return NULL;
    dolen_disclosure_cell *above = cheapest(p, false);
    if (!above)
        above = below;
    return above ? above : cheapest(p, true);
}

static bool protect_one(protecting *p, size_t cell)
{
    bool changed = false;

    for (dolen_disclosure_cell *more = complement_of(p, cell); more; more = complement_of(p, cell)) {
        hide(more);
        changed = true;
    }
    return changed;
}

dolen_status dolen_disclosure_protect(const dolen_disclosure_rules *rules, dolen_disclosure_network *network,
                                      dolen_arena *arena, dolen_err *err)
{
    protecting p = {.rules = rules, .network = network};
    bool changed = true;

    DOLEN_TRY(check(rules, network, arena, err));
    DOLEN_TRY(dolen_disclosure_flow_make(network, arena, &p.flow, err));
    for (size_t i = 0; i < network->cell_count; i++)
        decide_alone(rules, &network->cells[i]);
    while (changed) {
        changed = false;
        for (size_t i = 0; i < network->cell_count; i++)
            if (network->cells[i].is_small)
                changed = protect_one(&p, i) || changed;
    }
    return DOLEN_OK;
}

dolen_status dolen_disclosure_work_out(const dolen_disclosure_rules *rules, const dolen_disclosure_network *network,
                                       size_t cell, dolen_arena *arena, dolen_disclosure_range *out, dolen_err *err)
{
    dolen_disclosure_flow flow;

    *out = (dolen_disclosure_range){0};
    DOLEN_TRY(check(rules, network, arena, err));
    DOLEN_TRY(dolen_disclosure_flow_make(network, arena, &flow, err));
    const uint32_t count = network->cells[cell].count;
    dolen_disclosure_flow_reset(&flow, rules);
    out->low = count - dolen_disclosure_flow_shrink(&flow, cell, count);
    dolen_disclosure_flow_reset(&flow, rules);
    const uint32_t grown = dolen_disclosure_flow_grow(&flow, cell, DOLEN_DISCLOSURE_NO_LIMIT);
    out->high = grown >= DOLEN_DISCLOSURE_NO_LIMIT - count ? (uint32_t)DOLEN_DISCLOSURE_NO_LIMIT : count + grown;
    return DOLEN_OK;
}
