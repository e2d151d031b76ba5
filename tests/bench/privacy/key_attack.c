#include "tests/bench/privacy/key_attack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"

/* A token of one kind, by its edges. */
typedef struct group {
    uint32_t kind;
    uint32_t holders;
    size_t first;
} group;

static int by_kind_and_holders(const void *a, const void *b)
{
    const group *left = a, *right = b;

    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    return left->holders > right->holders ? -1 : left->holders < right->holders;
}

/* The tokens that several hold, by kind, the commonest first. */
static group *rank(const dolen_key_graph *graph, size_t *count)
{
    group *groups = dolen_memory_make(graph->edge_count + 1, sizeof *groups);

    *count = 0;
    for (size_t at = 0; at < graph->edge_count;) {
        const size_t next = dolen_key_graph_next(graph, at);
        if (next - at > 1)
            groups[(*count)++] = (group){graph->edges[at].kind, (uint32_t)(next - at), at};
        at = next;
    }
    qsort(groups, *count, sizeof *groups, by_kind_and_holders);
    return groups;
}

static bool stands_alone(const group *groups, size_t count, size_t at)
{
    const bool above = at > 0 && groups[at - 1].kind == groups[at].kind && groups[at - 1].holders == groups[at].holders;
    const bool below =
        at + 1 < count && groups[at + 1].kind == groups[at].kind && groups[at + 1].holders == groups[at].holders;

    return !above && !below;
}

static void claim(dolen_key_attack *out, size_t people, size_t named, bool is_right)
{
    out->claims++;
    out->chance += 1 / (double)people;
    out->linked += is_right ? 1 / (double)named : 0;
    out->sharp += named == 1;
    out->sharp_right += named == 1 && is_right;
    out->grouped += is_right;
    out->grouped_chance += (double)named / (double)people;
}

static void claim_token(const dolen_key_graph *stored, const group *token, const dolen_key_graph *list,
                        const group *key, dolen_key_attack *out)
{
    for (size_t i = 0; i < token->holders; i++) {
        const uint32_t person = stored->persons[stored->edges[token->first + i].record];
        bool is_right = false;
        for (size_t k = 0; k < key->holders && !is_right; k++)
            is_right = list->persons[list->edges[key->first + k].record] == person;
        claim(out, list->record_count, key->holders, is_right);
    }
}

dolen_key_attack dolen_key_attack_rank(const dolen_key_graph *stored, const dolen_key_graph *list)
{
    dolen_key_attack out = {0};
    size_t token_count, key_count;
    DOLEN_FREED group *tokens = rank(stored, &token_count);
    DOLEN_FREED group *keys = rank(list, &key_count);

    for (size_t i = 0, k = 0; i < token_count && k < key_count;) {
        if (tokens[i].kind != keys[k].kind) {
            if (tokens[i].kind < keys[k].kind)
                i++;
            else
                k++;
            continue;
        }
        if (stands_alone(tokens, token_count, i) && stands_alone(keys, key_count, k))
            claim_token(stored, &tokens[i], list, &keys[k], &out);
        i++;
        k++;
    }
    return out;
}

static uint64_t mix(uint64_t value)
{
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31);
}

/* One round: a shared token tells its kind and its holders' colours; a record takes in what its tokens tell. */
static void refine(const dolen_key_graph *graph, uint64_t ignored, uint64_t *colours, uint64_t *heard)
{
    memset(heard, 0, graph->record_count * sizeof *heard);
    for (size_t at = 0; at < graph->edge_count;) {
        const size_t next = dolen_key_graph_next(graph, at);
        uint64_t told = mix(graph->edges[at].kind * 1000003U + (next - at));
        for (size_t i = at; i < next; i++)
            told += mix(colours[graph->edges[i].record] + 1);
        const bool counts = next - at > 1 && !(ignored >> graph->edges[at].kind & 1);
        for (size_t i = at; i < next && counts; i++)
            heard[graph->edges[i].record] += mix(told + 2);
        at = next;
    }
    for (size_t i = 0; i < graph->record_count; i++)
        colours[i] = mix(colours[i] * 3 + heard[i] + 7);
}

typedef struct coloured {
    uint64_t colour;
    uint32_t record;
} coloured;

static int by_colour(const void *a, const void *b)
{
    const coloured *left = a, *right = b;

    if (left->colour != right->colour)
        return left->colour < right->colour ? -1 : 1;
    return left->record < right->record ? -1 : left->record > right->record;
}

/* Padding hides tokens that nobody shares; the padded number is seen. */
static coloured *colour(const dolen_key_graph *graph, int rounds, uint64_t ignored)
{
    coloured *out = dolen_memory_make(graph->record_count + 1, sizeof *out);
    DOLEN_FREED uint64_t *colours = dolen_memory_make(graph->record_count + 1, sizeof *colours);
    DOLEN_FREED uint64_t *heard = dolen_memory_make(graph->record_count + 1, sizeof *heard);

    for (size_t i = 0; i < graph->record_count; i++)
        colours[i] = graph->sizes[i];
    for (int round = 0; round < rounds; round++)
        refine(graph, ignored, colours, heard);
    for (size_t i = 0; i < graph->record_count; i++)
        out[i] = (coloured){colours[i], (uint32_t)i};
    qsort(out, graph->record_count, sizeof *out, by_colour);
    return out;
}

static size_t end_of(const coloured *items, size_t count, size_t from)
{
    size_t at = from;

    while (at < count && items[at].colour == items[from].colour)
        at++;
    return at;
}

/* The colour class of each person of the list. */
static uint64_t *colour_by_person(const dolen_key_graph *list, const coloured *items, size_t people)
{
    uint64_t *out = dolen_memory_make(people + 1, sizeof *out);

    for (size_t i = 0; i < list->record_count; i++)
        out[list->persons[items[i].record]] = items[i].colour;
    return out;
}

static size_t people_of(const dolen_key_graph *graph)
{
    size_t most = 0;

    for (size_t i = 0; i < graph->record_count; i++)
        most = graph->persons[i] >= most ? graph->persons[i] + 1U : most;
    return most;
}

static dolen_key_attack attack_structure(const dolen_key_graph *stored, const dolen_key_graph *list, int rounds,
                                         uint64_t ignored)
{
    dolen_key_attack out = {0};
    const size_t own = people_of(stored), theirs = people_of(list);
    DOLEN_FREED coloured *records = colour(stored, rounds, ignored);
    DOLEN_FREED coloured *people = colour(list, rounds, ignored);
    DOLEN_FREED uint64_t *colour_of = colour_by_person(list, people, own > theirs ? own : theirs);

    for (size_t i = 0, k = 0; i < stored->record_count && k < list->record_count;) {
        if (records[i].colour != people[k].colour) {
            if (records[i].colour < people[k].colour)
                i++;
            else
                k++;
            continue;
        }
        const size_t named = end_of(people, list->record_count, k) - k;
        for (const size_t end = end_of(records, stored->record_count, i); i < end; i++)
            claim(&out, list->record_count, named, colour_of[stored->persons[records[i].record]] == people[k].colour);
        k += named;
    }
    return out;
}

dolen_key_attack dolen_key_attack_structure(const dolen_key_graph *stored, const dolen_key_graph *list, int rounds)
{
    return attack_structure(stored, list, rounds, 0);
}

dolen_key_attack dolen_key_attack_chosen(const dolen_key_graph *stored, const dolen_key_graph *list, int rounds,
                                         uint64_t *ignored)
{
    dolen_key_attack best = attack_structure(stored, list, rounds, 0);
    bool improves = true;

    *ignored = 0;
    while (improves) {
        uint64_t next = *ignored;
        for (uint32_t kind = 0; kind < DOLEN_KEY_KINDS; kind++) {
            const uint64_t without = *ignored | UINT64_C(1) << kind;
            if (without == *ignored || !dolen_key_kind_is_known((int)kind))
                continue;
            const dolen_key_attack tried = attack_structure(stored, list, rounds, without);
            if (tried.linked > best.linked) {
                best = tried;
                next = without;
            }
        }
        improves = next != *ignored;
        *ignored = next;
    }
    return best;
}

typedef struct meeting {
    uint32_t record;
    uint32_t person;
} meeting;

static int by_record(const void *a, const void *b)
{
    const meeting *left = a, *right = b;

    if (left->record != right->record)
        return left->record < right->record ? -1 : 1;
    return left->person < right->person ? -1 : left->person > right->person;
}

typedef struct meetings {
    meeting *items;
    size_t count;
    size_t room;
} meetings;

static void meet(const dolen_key_graph *stored, size_t at, const dolen_key_graph *list, size_t first, meetings *out)
{
    for (size_t i = first, end = dolen_key_graph_next(list, first); i < end; i++) {
        if (out->count == out->room) {
            out->room = out->room ? out->room * 2 : 1024;
            out->items = dolen_memory_resize(out->items, out->room, sizeof *out->items);
        }
        out->items[out->count++] = (meeting){stored->edges[at].record, list->persons[list->edges[i].record]};
    }
}

static meetings find_meetings(const dolen_key_graph *stored, const dolen_key_graph *list)
{
    meetings out = {0};

    for (size_t i = 0, k = 0; i < stored->edge_count && k < list->edge_count;) {
        if (stored->edges[i].token < list->edges[k].token)
            i++;
        else if (stored->edges[i].token > list->edges[k].token)
            k++;
        else
            meet(stored, i++, list, k, &out);
    }
    if (out.count)
        qsort(out.items, out.count, sizeof *out.items, by_record);
    return out;
}

/* For each record the person whom it shares most tokens with. */
dolen_key_attack dolen_key_attack_equal(const dolen_key_graph *stored, const dolen_key_graph *list)
{
    dolen_key_attack out = {0};
    meetings all = find_meetings(stored, list);

    for (size_t i = 0; i < all.count;) {
        const uint32_t record = all.items[i].record;
        uint32_t best = 0;
        size_t most = 0;
        while (i < all.count && all.items[i].record == record) {
            const size_t first = i;
            while (i < all.count && by_record(&all.items[first], &all.items[i]) == 0)
                i++;
            best = i - first > most ? all.items[first].person : best;
            most = i - first > most ? i - first : most;
        }
        claim(&out, list->record_count, 1, best == stored->persons[record]);
    }
    free(all.items);
    return out;
}

double dolen_key_attack_luck(const dolen_key_attack *attack)
{
    double fewer = 0, term = exp(-attack->chance);

    for (size_t links = 0; links < (size_t)attack->linked; links++) {
        fewer += term;
        term *= attack->chance / (double)(links + 1);
    }
    return fewer < 1 ? 1 - fewer : 0;
}
