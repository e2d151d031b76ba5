#include <stdio.h>
#include <string.h>

#include "governance/federation/federation.h"
#include "node/base/file.h"
#include "node/base/memory.h"
#include "node/base/sections.h"
#include "node/base/text.h"

enum { ARENA_LIMIT = 8 * DOLEN_FEDERATION_LIMIT, HOUR = 3600 * 1000, GRACE_HOURS = 24 * 31, QUORUM_HOURS = 24 };

/* Reading goes on after a mistake, so that one run names them all. */
typedef struct reading {
    const dolen_sections *sections;
    const dolen_section *section;
    dolen_federation *into;
    dolen_problems *problems;
} reading;

#define COMPLAIN(r, line, what, name) dolen_problems_add((r)->problems, (r)->sections->source, (line), what, name, NULL)

static const dolen_entry *wanted(const reading *r, const char *key)
{
    const dolen_entry *entry = dolen_section_find(r->section, key);

    if (!entry || !*entry->value)
        COMPLAIN(r, r->section->line, "this section lacks the key", key);
    return entry && *entry->value ? entry : NULL;
}

static const char *text_of(const reading *r, const char *key)
{
    const dolen_entry *entry = wanted(r, key);

    return entry ? entry->value : "";
}

static dolen_code code_of(const reading *r, const char *key)
{
    const dolen_entry *entry = wanted(r, key);
    dolen_code code = {0};

    if (entry && dolen_code_read(entry->value, strlen(entry->value), &code, NULL) != DOLEN_OK)
        COMPLAIN(r, entry->line, "not a code (1 to 23 letters, digits, dots, dashes, underscores)", key);
    return code;
}

static uint64_t number_of(const reading *r, const char *key, uint64_t limit)
{
    const dolen_entry *entry = wanted(r, key);
    uint64_t number = 0;

    if (entry && dolen_text_to_number(entry->value, limit, &number, NULL) != DOLEN_OK)
        COMPLAIN(r, entry->line, "not a whole number in range", key);
    return number;
}

static void hex_of(const reading *r, const char *key, uint8_t out[32])
{
    const dolen_entry *entry = wanted(r, key);

    memset(out, 0, 32);
    if (entry && dolen_bytes_from_hex(entry->value, strlen(entry->value), out, 32, NULL) != DOLEN_OK)
        COMPLAIN(r, entry->line, "64 hexadecimal digits were expected", key);
}

static void known_keys(const reading *r, const char *const *known)
{
    dolen_section_check_keys(r->sections, r->section, known, r->problems);
}

static dolen_federation_pins pins_of(const reading *r)
{
    const dolen_entry *entry = wanted(r, "pins");
    dolen_federation_pins pins = {0};
    const char *const *items = NULL;
    size_t count = 0;

    if (!entry || dolen_section_list(r->into->arena, entry->value, &items, &count, NULL) != DOLEN_OK)
        return pins;
    if (count == 0 || count > DOLEN_FEDERATION_PINS) {
        COMPLAIN(r, entry->line, "one to four pins were expected", NULL);
        return pins;
    }
    for (size_t i = 0; i < count; i++)
        if (dolen_bytes_from_hex(items[i], strlen(items[i]), pins.items[i].bytes, DOLEN_DIGEST_SIZE, NULL) != DOLEN_OK)
            COMPLAIN(r, entry->line, "a pin is 64 hexadecimal digits (dolen federation spki)", NULL);
    pins.count = count;
    return pins;
}

static const char *endpoint_of(const reading *r)
{
    const char *endpoint = text_of(r, "endpoint");

    if (*endpoint && (strncmp(endpoint, "https://", 8) != 0 || strchr(endpoint + 8, '/')))
        COMPLAIN(r, r->section->line, "an endpoint is written https://host:port", NULL);
    return endpoint;
}

/* A number that may be left out. */
static uint64_t number_or(const reading *r, const char *key, uint64_t limit, uint64_t otherwise)
{
    return dolen_section_find(r->section, key) ? number_of(r, key, limit) : otherwise;
}

static void read_federation(const reading *r)
{
    static const char *const known[] = {"name",
                                        "serial",
                                        "valid-until",
                                        "grace-hours",
                                        "rules.version",
                                        "rules.digest",
                                        "witness-quorum",
                                        "witness-quorum-hours",
                                        "witness-quorum-minority",
                                        NULL};
    dolen_federation *into = r->into;

    known_keys(r, known);
    into->name = code_of(r, "name");
    into->serial = number_of(r, "serial", INT64_MAX);
    const dolen_entry *until = wanted(r, "valid-until");
    if (until && dolen_instant_read(until->value, &into->valid_until, NULL) != DOLEN_OK)
        COMPLAIN(r, until->line, "a time is written YYYY-MM-DDTHH:MM:SSZ", "valid-until");
    into->grace = (int64_t)number_of(r, "grace-hours", GRACE_HOURS) * HOUR;
    into->witness_quorum = (size_t)number_or(r, "witness-quorum", DOLEN_FEDERATION_MEMBERS, 0);
    const dolen_entry *minority = dolen_section_find(r->section, "witness-quorum-minority");
    into->accepts_minority = minority && dolen_text_same(minority->value, "accepted");
    if (minority && !into->accepts_minority)
        COMPLAIN(r, minority->line, "witness-quorum-minority is \"accepted\" or left out", NULL);
    into->witness_limit = (int64_t)number_or(r, "witness-quorum-hours", GRACE_HOURS, QUORUM_HOURS) * HOUR;
    if (dolen_text_copy(into->rules_version, sizeof into->rules_version, text_of(r, "rules.version"), NULL) != DOLEN_OK)
        COMPLAIN(r, r->section->line, "the rules' version is too long", NULL);
    hex_of(r, "rules.digest", into->rules_digest.bytes);
}

static void read_broker(const reading *r)
{
    static const char *const known[] = {"code", "name.en",    "name.cy",     "endpoint",
                                        "pins", "ledger.key", "receipt.key", NULL};
    dolen_federation_broker *broker = &r->into->broker;

    known_keys(r, known);
    broker->code = code_of(r, "code");
    broker->name_en = text_of(r, "name.en");
    broker->name_cy = text_of(r, "name.cy");
    broker->endpoint = endpoint_of(r);
    broker->pins = pins_of(r);
    const char *key = text_of(r, "ledger.key");
    if (*key && dolen_note_read_key(dolen_bytes_of_string(key), &broker->ledger, NULL) != DOLEN_OK)
        COMPLAIN(r, r->section->line, "not a verifier key (name+id+base64)", "ledger.key");
    hex_of(r, "receipt.key", broker->receipt.bytes);
}

static void read_holder(const reading *r)
{
    static const char *const known[] = {"code", "name.en", "name.cy", "endpoint", "pins", NULL};
    uint64_t number = 0;

    known_keys(r, known);
    if (dolen_text_to_number(r->section->name, DOLEN_HOLDERS, &number, NULL) != DOLEN_OK || number == 0) {
        COMPLAIN(r, r->section->line, "a key holder is written [holder N], N from 1 to 5", NULL);
        return;
    }
    if (dolen_federation_holder_of(r->into, (uint8_t)number)) {
        COMPLAIN(r, r->section->line, "this key holder stands above already", NULL);
        return;
    }
    dolen_federation_holder *holder = &r->into->holders[r->into->holder_count++];
    *holder = (dolen_federation_holder){.number = (uint8_t)number,
                                        .code = code_of(r, "code"),
                                        .name_en = text_of(r, "name.en"),
                                        .name_cy = text_of(r, "name.cy"),
                                        .endpoint = endpoint_of(r),
                                        .pins = pins_of(r)};
}

static void read_shares(const reading *r, dolen_joint_key *key)
{
    for (uint8_t i = 0; i < key->holders; i++) {
        char name[16];
        snprintf(name, sizeof name, "share.%d", i + 1);
        hex_of(r, name, key->shares[i].bytes);
    }
}

static void read_epoch(const reading *r)
{
    static const char *const known[] = {"federation", "epoch",   "threshold", "holders",
                                        "joint",      "share.*", "state",     NULL};
    uint64_t number = 0;
    dolen_joint_key key = {0};

    known_keys(r, known);
    if (dolen_text_to_number(r->section->name, UINT32_MAX, &number, NULL) != DOLEN_OK || number == 0)
        COMPLAIN(r, r->section->line, "an epoch is written [epoch N], N from 1", NULL);
    key.federation = r->into->name;
    key.epoch = (uint32_t)number;
    key.threshold = (uint8_t)number_of(r, "threshold", DOLEN_THRESHOLD_MAX);
    key.holders = (uint8_t)number_of(r, "holders", DOLEN_HOLDERS);
    hex_of(r, "joint", key.joint.bytes);
    read_shares(r, &key);
    if (dolen_joint_key_check(&key, NULL) != DOLEN_OK)
        COMPLAIN(r, r->section->line, "the epoch's keys do not belong together", NULL);
    const char *state = text_of(r, "state");
    const bool current = dolen_text_same(state, "current");
    if (!current && !dolen_text_same(state, "previous"))
        COMPLAIN(r, r->section->line, "an epoch's state is \"current\" or \"previous\"", NULL);
    if (r->into->epoch_count == DOLEN_FEDERATION_EPOCHS) {
        COMPLAIN(r, r->section->line, "at most two epochs are answered at a time", NULL);
        return;
    }
    if (current && r->into->epoch_count)
        r->into->epochs[1] = r->into->epochs[0];
    r->into->epochs[current ? 0 : r->into->epoch_count] = key;
    r->into->epoch_count++;
}

static void read_witness(const reading *r, dolen_federation_member *member)
{
    const dolen_entry *entry = dolen_section_find(r->section, "witness.key");

    if (!entry)
        return;
    if (dolen_note_read_key(dolen_bytes_of_string(entry->value), &member->witness, NULL) != DOLEN_OK ||
        member->witness.kind != DOLEN_NOTE_COSIGNATURE)
        COMPLAIN(r, entry->line, "not a witness's verifier key (dolen key witness)", "witness.key");
    member->is_witness = true;
}

static void read_member(const reading *r)
{
    static const char *const known[] = {"name.en",     "name.cy",     "type",      "pins",
                                        "signing.key", "witness.key", "suspended", NULL};
    dolen_federation_member *member = &r->into->members[r->into->member_count];

    known_keys(r, known);
    if (r->into->member_count == DOLEN_FEDERATION_MEMBERS) {
        COMPLAIN(r, r->section->line, "a federation has at most 64 members", NULL);
        return;
    }
    if (dolen_code_read(r->section->name, strlen(r->section->name), &member->code, NULL) != DOLEN_OK)
        COMPLAIN(r, r->section->line, "a member is written [member CODE]", NULL);
    member->name_en = text_of(r, "name.en");
    member->name_cy = text_of(r, "name.cy");
    member->type = code_of(r, "type");
    member->pins = pins_of(r);
    hex_of(r, "signing.key", member->signing.bytes);
    read_witness(r, member);
    const char *suspended = dolen_section_value(r->section, "suspended", "no");
    member->suspended = dolen_text_same(suspended, "yes");
    if (!member->suspended && !dolen_text_same(suspended, "no"))
        COMPLAIN(r, r->section->line, "suspended is \"yes\" or \"no\"", NULL);
    r->into->member_count++;
}

/* [contact CODE N]: N counts from 1, in the order of the file. */
static void read_contact(const reading *r)
{
    static const char *const known[] = {"team.en", "team.cy", "telephone", NULL};

    known_keys(r, known);
    for (size_t i = 0; i < r->into->member_count; i++) {
        dolen_federation_member *member = &r->into->members[i];
        char expected[DOLEN_CODE_SIZE + 24];
        snprintf(expected, sizeof expected, "%s %zu", member->code.text, member->contact_count + 1);
        if (!dolen_text_same(expected, r->section->name) || member->contact_count == DOLEN_FEDERATION_CONTACTS)
            continue;
        member->contacts[member->contact_count++] = (dolen_federation_contact){
            .team_en = text_of(r, "team.en"), .team_cy = text_of(r, "team.cy"), .telephone = text_of(r, "telephone")};
        return;
    }
    COMPLAIN(r, r->section->line, "a contact is written [contact CODE N] after its member, N counting from 1",
             r->section->name);
}

static const struct {
    const char *type;
    void (*read)(const reading *r);
} kinds[] = {
    {"federation", read_federation}, {"broker", read_broker}, {"holder", read_holder},
    {"epoch", read_epoch},           {"member", read_member}, {"contact", read_contact},
};

static void read_section(const reading *r)
{
    static const char *const names[] = {"federation", "broker", "holder", "epoch", "member", "contact", NULL};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (dolen_text_same(kinds[i].type, r->section->type)) {
            kinds[i].read(r);
            return;
        }
    dolen_problems_add(r->problems, r->sections->source, r->section->line, "unknown section", r->section->type,
                       dolen_text_nearest(r->section->type, names));
}

/* A name stands for one witness, and there are as many of them as the quorum asks for. */
static void check_witnesses(const reading *r, const dolen_federation *into)
{
    for (size_t i = 0; i < into->member_count; i++)
        for (size_t k = 0; k < i; k++)
            if (into->members[i].is_witness && into->members[k].is_witness &&
                (dolen_text_same(into->members[i].witness.name, into->members[k].witness.name) ||
                 memcmp(&into->members[i].witness.key, &into->members[k].witness.key, DOLEN_PUBLIC_KEY_SIZE) == 0))
                COMPLAIN(r, 0, "two members have the same witness key or name", into->members[i].code.text);
    if (into->witness_quorum > dolen_federation_witness_count(into))
        COMPLAIN(r, 0, "witness-quorum asks for more witnesses than there are", NULL);
    const bool is_minority = into->witness_quorum && 2 * into->witness_quorum <= dolen_federation_witness_count(into);
    if (is_minority && !into->accepts_minority)
        COMPLAIN(
            r, 0,
            "witness-quorum is not more than half of the witnesses: a hub could show two halves two ledgers; raise "
            "it, or write witness-quorum-minority = accepted",
            NULL);
    if (!is_minority && into->accepts_minority)
        COMPLAIN(r, 0, "witness-quorum-minority is accepted, but witness-quorum is none: leave it out", NULL);
}

static void check_whole(const dolen_sections *sections, const dolen_federation *into, dolen_problems *problems)
{
    const reading r = {.sections = sections, .problems = problems};

    if (sections->count == 0 || !dolen_text_same(sections->items[0].type, "federation"))
        COMPLAIN(&r, 0, "the file begins with its [federation] section", NULL);
    if (!into->broker.name_en)
        COMPLAIN(&r, 0, "the file lacks a [broker] section", NULL);
    if (into->epoch_count == 0)
        COMPLAIN(&r, 0, "the file lacks an [epoch N] section", NULL);
    for (size_t i = 0; i < into->epoch_count; i++)
        if (into->epochs[i].holders != into->holder_count)
            COMPLAIN(&r, 0, "an epoch has another number of holders than the file", NULL);
    check_witnesses(&r, into);
    for (size_t i = 0; i < into->member_count; i++)
        if (into->members[i].contact_count == 0)
            COMPLAIN(&r, 0, "this member lacks a [contact CODE 1] section", into->members[i].code.text);
}

dolen_status dolen_federation_read_draft(const char *source, dolen_bytes text, dolen_federation **out,
                                         dolen_problems *problems, dolen_err *err)
{
    DOLEN_OWN(dolen_federation, into) = dolen_memory_make(1, sizeof *into);
    const size_t before = dolen_problems_count(problems);
    dolen_sections sections;

    *out = NULL;
    into->arena = dolen_arena_new(ARENA_LIMIT);
    DOLEN_TRY(dolen_sections_read(into->arena, source, text, &sections, problems, err));
    DOLEN_TRY(dolen_arena_take(into->arena, DOLEN_FEDERATION_MEMBERS + 1, sizeof *into->members, (void *)&into->members,
                               err));
    for (size_t i = 0; i < sections.count; i++) {
        const reading r = {.sections = &sections, .section = &sections.items[i], .into = into, .problems = problems};
        read_section(&r);
    }
    check_whole(&sections, into, problems);
    if (dolen_problems_count(problems) > before)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the federation file has mistakes");
    *out = DOLEN_TAKE(into);
    return DOLEN_OK;
}

dolen_status dolen_federation_read(const char *source, dolen_bytes bytes, const dolen_note_key *governance,
                                   dolen_federation **out, dolen_problems *problems, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA_LIMIT);
    dolen_note note;
    bool signed_by = false;

    *out = NULL;
    DOLEN_TRY(dolen_note_read(arena, bytes, &note, err));
    DOLEN_TRY(dolen_note_check(&note, governance, &signed_by, err));
    if (!signed_by)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the federation file is not signed by the governance key");
    return dolen_federation_read_draft(source, note.text, out, problems, err);
}

dolen_status dolen_federation_read_file(const char *path, const dolen_note_key *governance, dolen_federation **out,
                                        dolen_problems *problems, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_FEDERATION_LIMIT + 1024);
    dolen_bytes bytes;

    *out = NULL;
    DOLEN_TRY(dolen_file_read(arena, path, DOLEN_FEDERATION_LIMIT, &bytes, err));
    return dolen_federation_read(path, bytes, governance, out, problems, err);
}
