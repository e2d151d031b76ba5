#include "governance/audit/policy_file.h"

#include <string.h>

#include "governance/audit/lines.h"
#include "node/base/text.h"

enum { WORDS = DOLEN_POLICY_MEMBERS + 3 };

typedef struct words {
    dolen_bytes items[WORDS];
    size_t count;
} words;

typedef struct parser {
    dolen_arena *arena;
    dolen_policy_file *policy;
    bool has_quorum;
} parser;

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

static dolen_status split(dolen_bytes line, words *out, dolen_err *err)
{
    size_t at = 0;

    out->count = 0;
    for (;;) {
        while (at < line.size && is_blank(line.at[at]))
            at++;
        if (at == line.size)
            return DOLEN_OK;
        const size_t first = at;
        while (at < line.size && !is_blank(line.at[at]))
            at++;
        if (out->count == WORDS)
            return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a line of the policy has too many words");
        out->items[out->count++] = dolen_bytes_of(line.at + first, at - first);
    }
}

static bool is_word(dolen_bytes word, const char *text)
{
    return dolen_bytes_same(word, dolen_bytes_of_string(text));
}

static int find_member(const dolen_policy_file *policy, dolen_bytes name)
{
    for (size_t i = 0; i < policy->member_count; i++)
        if (is_word(name, policy->members[i].name))
            return (int)i;
    return DOLEN_POLICY_NONE;
}

static bool same_key(const dolen_note_key *a, const dolen_note_key *b)
{
    return memcmp(a->key.bytes, b->key.bytes, sizeof a->key.bytes) == 0;
}

static dolen_status add_log(parser *p, const words *line, dolen_err *err)
{
    dolen_note_key key;

    if (line->count < 2 || line->count > 3)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a log is written: log KEY [URL]");
    if (p->policy->log_count == DOLEN_POLICY_LOGS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the policy has too many logs");
    DOLEN_TRY(dolen_note_read_key(line->items[1], &key, err));
    if (key.kind != DOLEN_NOTE_ED25519)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this kind of key cannot be a log's");
    for (size_t i = 0; i < p->policy->log_count; i++)
        if (same_key(&key, &p->policy->logs[i]))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "two logs have the same key");
    p->policy->logs[p->policy->log_count++] = key;
    return DOLEN_OK;
}

static dolen_status add_member(parser *p, dolen_bytes name, dolen_policy_member **out, dolen_err *err)
{
    *out = NULL;
    if (is_word(name, "none") || find_member(p->policy, name) != DOLEN_POLICY_NONE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this name is taken already");
    if (p->policy->member_count == DOLEN_POLICY_MEMBERS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the policy has too many witnesses and groups");
    dolen_policy_member *member = &p->policy->members[p->policy->member_count];
    *member = (dolen_policy_member){.group = DOLEN_POLICY_NONE};
    member->name = dolen_arena_copy_string(p->arena, (const char *)name.at, name.size);
    if (!member->name)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the policy is too large");
    *out = member;
    return DOLEN_OK;
}

static dolen_status add_witness(parser *p, const words *line, dolen_err *err)
{
    dolen_policy_member *member;

    if (line->count < 3 || line->count > 4)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a witness is written: witness NAME KEY [URL]");
    DOLEN_TRY(add_member(p, line->items[1], &member, err));
    DOLEN_TRY(dolen_note_read_key(line->items[2], &member->witness, err));
    if (member->witness.kind != DOLEN_NOTE_COSIGNATURE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this kind of key cannot be a witness's");
    for (size_t i = 0; i < p->policy->member_count; i++)
        if (!p->policy->members[i].is_group && same_key(&member->witness, &p->policy->members[i].witness))
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "two witnesses have the same key");
    p->policy->member_count++;
    return DOLEN_OK;
}

static dolen_status read_threshold(dolen_bytes word, size_t members, size_t *out, dolen_err *err)
{
    uint64_t number = 0;

    *out = is_word(word, "all") ? members : 1;
    if (is_word(word, "all") || is_word(word, "any"))
        return DOLEN_OK;
    DOLEN_TRY(dolen_lines_number(word, members, &number, err));
    if (number == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a group needs at least one of its members");
    *out = (size_t)number;
    return DOLEN_OK;
}

static dolen_status add_group(parser *p, const words *line, dolen_err *err)
{
    dolen_policy_member *group;

    if (line->count < 4)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a group is written: group NAME all|any|NUMBER NAME...");
    DOLEN_TRY(add_member(p, line->items[1], &group, err));
    group->is_group = true;
    group->count = line->count - 3;
    DOLEN_TRY(read_threshold(line->items[2], group->count, &group->threshold, err));
    for (size_t i = 3; i < line->count; i++) {
        const int member = find_member(p->policy, line->items[i]);
        if (member == DOLEN_POLICY_NONE)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a group's member must be defined above it");
        if (p->policy->members[member].group != DOLEN_POLICY_NONE)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a name can be a group's member only once");
        p->policy->members[member].group = (int)p->policy->member_count;
    }
    p->policy->member_count++;
    return DOLEN_OK;
}

static dolen_status set_quorum(parser *p, const words *line, dolen_err *err)
{
    if (line->count != 2)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the quorum is written: quorum NAME, or: quorum none");
    if (p->has_quorum)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the quorum is given twice");
    p->has_quorum = true;
    p->policy->quorum = find_member(p->policy, line->items[1]);
    if (p->policy->quorum == DOLEN_POLICY_NONE && !is_word(line->items[1], "none"))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the quorum must be defined above it");
    return DOLEN_OK;
}

static dolen_status read_line(parser *p, dolen_bytes line, dolen_err *err)
{
    static const struct {
        const char *word;
        dolen_status (*read)(parser *p, const words *line, dolen_err *err);
    } kinds[] = {{"log", add_log}, {"witness", add_witness}, {"group", add_group}, {"quorum", set_quorum}};
    words parts;

    for (size_t i = 0; i < line.size; i++)
        if ((line.at[i] < 0x20 && line.at[i] != '\t') || line.at[i] == 0x7f)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a control character");
    dolen_bytes text = line;
    while (text.size && is_blank(*text.at))
        text = dolen_bytes_of(text.at + 1, text.size - 1);
    if (text.size == 0 || *text.at == '#')
        return DOLEN_OK;
    DOLEN_TRY(split(text, &parts, err));
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (is_word(parts.items[0], kinds[i].word))
            return kinds[i].read(p, &parts, err);
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "a line begins with log, witness, group or quorum");
}

dolen_status dolen_policy_file_read(dolen_arena *arena, dolen_bytes text, const dolen_policy_file **out, size_t *line,
                                    dolen_err *err)
{
    parser p = {.arena = arena};
    dolen_bytes rest = text;
    dolen_bytes next;

    *out = NULL;
    *line = 0;
    if (text.size > DOLEN_POLICY_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the policy is too large");
    DOLEN_TRY(dolen_arena_take(arena, 1, sizeof *p.policy, (void *)&p.policy, err));
    p.policy->quorum = DOLEN_POLICY_NONE;
    while (dolen_lines_next(&rest, &next)) {
        ++*line;
        DOLEN_TRY(read_line(&p, next, err));
    }
    ++*line;
    if (rest.size)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the last line does not end with a line feed");
    *line = 0;
    if (!p.has_quorum)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the policy has no quorum line");
    *out = p.policy;
    return DOLEN_OK;
}

dolen_status dolen_policy_file_of_key(dolen_arena *arena, const dolen_note_key *log, const dolen_policy_file **out,
                                      dolen_err *err)
{
    dolen_policy_file *policy = NULL;

    *out = NULL;
    if (log->kind != DOLEN_NOTE_ED25519)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this kind of key cannot be a log's");
    DOLEN_TRY(dolen_arena_take(arena, 1, sizeof *policy, (void *)&policy, err));
    policy->logs[policy->log_count++] = *log;
    policy->quorum = DOLEN_POLICY_NONE;
    *out = policy;
    return DOLEN_OK;
}

bool dolen_policy_file_is_met(const dolen_policy_file *policy, const bool *has)
{
    size_t votes[DOLEN_POLICY_MEMBERS] = {0};

    if (policy->quorum == DOLEN_POLICY_NONE)
        return true;
    /* Groups stand below their members, so one pass decides all. */
    for (size_t i = 0; i < policy->member_count; i++) {
        const dolen_policy_member *member = &policy->members[i];
        const bool met = member->is_group ? votes[i] >= member->threshold : has[i];
        if ((int)i == policy->quorum)
            return met;
        if (met && member->group != DOLEN_POLICY_NONE)
            votes[member->group]++;
    }
    return false;
}

/* The sum of the `threshold` smallest costs among the members of `group`. */
static size_t cheapest(const dolen_policy_file *policy, size_t group, const size_t *costs)
{
    bool taken[DOLEN_POLICY_MEMBERS] = {false};
    size_t sum = 0;

    for (size_t round = 0; round < policy->members[group].threshold; round++) {
        size_t best = DOLEN_POLICY_MEMBERS;
        for (size_t i = 0; i < group; i++)
            if (policy->members[i].group == (int)group && !taken[i] &&
                (best == DOLEN_POLICY_MEMBERS || costs[i] < costs[best]))
                best = i;
        DOLEN_MUST(best < DOLEN_POLICY_MEMBERS);
        taken[best] = true;
        sum += costs[best];
    }
    return sum;
}

size_t dolen_policy_file_needed(const dolen_policy_file *policy)
{
    size_t costs[DOLEN_POLICY_MEMBERS] = {0};

    if (policy->quorum == DOLEN_POLICY_NONE)
        return 0;
    for (size_t i = 0; i < policy->member_count; i++)
        costs[i] = policy->members[i].is_group ? cheapest(policy, i, costs) : 1;
    return costs[policy->quorum];
}
