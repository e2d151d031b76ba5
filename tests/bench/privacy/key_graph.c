#include "tests/bench/privacy/key_graph.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "node/base/memory.h"
#include "node/match/normalise.h"

dolen_key_graph *dolen_key_graph_new(const uint8_t secret[DOLEN_KEY_GRAPH_SECRET], bool with_surname)
{
    dolen_key_graph *graph = dolen_memory_make(1, sizeof *graph);

    memcpy(graph->secret, secret, sizeof graph->secret);
    graph->with_surname = with_surname;
    return graph;
}

void dolen_key_graph_free(dolen_key_graph *graph)
{
    if (!graph)
        return;
    free(graph->edges);
    free(graph->persons);
    free(graph->sizes);
    free(graph);
}

/* What stands in for the pseudonym: a keyed hash of kind and key. */
static uint64_t token_of(const dolen_key_graph *graph, uint32_t kind, dolen_bytes key)
{
    uint8_t input[DOLEN_MATCH_KEY_SIZE + 1] = {(uint8_t)kind};
    uint64_t token = 0;

    _Static_assert(sizeof token == crypto_shorthash_BYTES && DOLEN_KEY_GRAPH_SECRET == crypto_shorthash_KEYBYTES,
                   "a token is one short hash");
    memcpy(input + 1, key.at, key.size);
    crypto_shorthash((uint8_t *)&token, input, key.size + 1, graph->secret);
    return token;
}

static void add_edge(dolen_key_graph *graph, uint32_t kind, dolen_bytes key)
{
    if (graph->edge_count == graph->edge_room) {
        graph->edge_room = graph->edge_room ? graph->edge_room * 2 : 1024;
        graph->edges = dolen_memory_resize(graph->edges, graph->edge_room, sizeof *graph->edges);
    }
    graph->edges[graph->edge_count++] =
        (dolen_key_edge){token_of(graph, kind, key), (uint32_t)graph->record_count, kind};
}

static void add_surname(dolen_key_graph *graph, const dolen_person *record)
{
    dolen_normal_name name;

    dolen_normalise_name(record->forenames, record->surname, "", &name);
    if (name.surname[0])
        add_edge(graph, DOLEN_KEY_GRAPH_SURNAME, dolen_bytes_of_string(name.surname));
}

static void make_room(dolen_key_graph *graph)
{
    if (graph->record_count < graph->record_room)
        return;
    graph->record_room = graph->record_room ? graph->record_room * 2 : 1024;
    graph->persons = dolen_memory_resize(graph->persons, graph->record_room, sizeof *graph->persons);
    graph->sizes = dolen_memory_resize(graph->sizes, graph->record_room, sizeof *graph->sizes);
}

void dolen_key_graph_add(dolen_key_graph *graph, uint32_t person, const dolen_person *record, dolen_arena *arena)
{
    dolen_match_keys keys;

    dolen_arena_reset(arena);
    DOLEN_MUST(dolen_match_person_keys(record, arena, &keys, NULL) == DOLEN_OK);
    dolen_match_keep_kinds(&keys, ~graph->without);
    make_room(graph);
    for (size_t i = 0; i < keys.count; i++)
        add_edge(graph, (uint32_t)keys.items[i].kind, keys.items[i].canonical);
    if (graph->with_surname)
        add_surname(graph, record);
    graph->persons[graph->record_count] = person;
    graph->sizes[graph->record_count] = (uint8_t)((keys.count + 7) / 8 * 8);
    graph->record_count++;
}

static int by_token(const void *a, const void *b)
{
    const dolen_key_edge *left = a, *right = b;

    if (left->token != right->token)
        return left->token < right->token ? -1 : 1;
    return left->record < right->record ? -1 : left->record > right->record;
}

void dolen_key_graph_sort(dolen_key_graph *graph)
{
    qsort(graph->edges, graph->edge_count, sizeof *graph->edges, by_token);
}

size_t dolen_key_graph_next(const dolen_key_graph *graph, size_t from)
{
    size_t at = from + 1;

    while (at < graph->edge_count && graph->edges[at].token == graph->edges[from].token)
        at++;
    return at;
}

void dolen_key_graph_cap(dolen_key_graph *graph, size_t most)
{
    size_t kept = 0;

    for (size_t at = 0; at < graph->edge_count;) {
        const size_t next = dolen_key_graph_next(graph, at);
        if (next - at <= most) {
            memmove(&graph->edges[kept], &graph->edges[at], (next - at) * sizeof *graph->edges);
            kept += next - at;
        }
        at = next;
    }
    graph->edge_count = kept;
}

const char *dolen_key_graph_kind(uint32_t kind)
{
    return kind == DOLEN_KEY_GRAPH_SURNAME ? "surname" : dolen_key_kind_name((dolen_key_kind)kind);
}
