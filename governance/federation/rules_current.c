#include "governance/federation/rules_current.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "node/base/clock.h"
#include "node/base/file.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"

enum { MEMORY = 256 };

typedef struct taken {
    dolen_rules *rules;
    struct taken *before;
} taken;

struct dolen_rules_current {
    pthread_mutex_t lock;
    char *folder;
    dolen_federation_current *federation;
    taken *newest;
    int64_t awaited_since; /* instant; 0: as named */
    char *memory;          /* file that outlives a restart, or NULL */
    dolen_digest before;   /* those in force before */
    int64_t replaced;      /* the instant at which they were; 0: there were none */
};

static bool is_named(dolen_federation_current *federation, const dolen_rules *rules)
{
    return dolen_digest_same(dolen_rules_digest(rules), dolen_federation_current_get(federation)->rules_digest);
}

static void take_up(dolen_rules_current *current, dolen_rules *rules)
{
    taken *one = dolen_memory_make(1, sizeof *one);

    *one = (taken){.rules = rules, .before = current->newest};
    current->newest = one;
    current->awaited_since = 0;
}

/* Two lines: the digest in force; the one before, and when it was replaced. */
static dolen_status write_memory(const dolen_rules_current *current, dolen_err *err)
{
    const dolen_digest now = dolen_rules_digest(current->newest->rules);
    char hex[2 * DOLEN_DIGEST_SIZE + 1];
    char before[2 * DOLEN_DIGEST_SIZE + 1];
    char text[MEMORY];

    if (!current->memory)
        return DOLEN_OK;
    dolen_bytes_to_hex(dolen_bytes_of(now.bytes, sizeof now.bytes), hex);
    dolen_bytes_to_hex(dolen_bytes_of(current->before.bytes, sizeof current->before.bytes), before);
    snprintf(text, sizeof text, "%s\n%s %" PRId64 "\n", hex, before, current->replaced);
    return dolen_file_write(current->memory, dolen_bytes_of_string(text), 0600, err);
}

static dolen_status read_memory(const char *file, dolen_digest *last, dolen_digest *before, int64_t *replaced,
                                dolen_err *err)
{
    enum { HEX = 2 * DOLEN_DIGEST_SIZE };
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4 * MEMORY);
    uint64_t instant = 0;
    dolen_bytes text;

    DOLEN_TRY(dolen_file_read(arena, file, MEMORY, &text, err));
    const char *at = (const char *)text.at;
    if (text.size < 2 * HEX + 4 || at[HEX] != '\n' || at[2 * HEX + 1] != ' ' || at[text.size - 1] != '\n')
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the memory of rules is malformed");
    DOLEN_TRY(dolen_bytes_from_hex(at, HEX, last->bytes, sizeof last->bytes, err));
    DOLEN_TRY(dolen_bytes_from_hex(at + HEX + 1, HEX, before->bytes, sizeof before->bytes, err));
    const char *number = dolen_arena_copy_string(arena, at + 2 * HEX + 2, text.size - 2 * HEX - 3);
    if (!number)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the memory of rules does not fit");
    DOLEN_TRY(dolen_text_to_number(number, INT64_MAX, &instant, err));
    *replaced = (int64_t)instant;
    return DOLEN_OK;
}

static dolen_status load_named(const dolen_rules_current *current, dolen_rules **out, dolen_problems *problems,
                               dolen_err *err)
{
    DOLEN_OWN(dolen_rules, rules) = NULL;

    *out = NULL;
    DOLEN_TRY(dolen_rules_load(current->folder, &rules, problems, err));
    if (!is_named(current->federation, rules))
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the rules are not those that the federation file names (IG-04)");
    *out = DOLEN_TAKE(rules);
    return DOLEN_OK;
}

dolen_status dolen_rules_current_new(const char *folder, dolen_federation_current *federation,
                                     dolen_rules_current **out, dolen_problems *problems, dolen_err *err)
{
    DOLEN_OWN(dolen_rules_current, current) = dolen_memory_make(1, sizeof *current);
    dolen_rules *rules = NULL;

    *out = NULL;
    pthread_mutex_init(&current->lock, NULL);
    current->folder = dolen_memory_copy_string(folder);
    current->federation = federation;
    DOLEN_TRY(load_named(current, &rules, problems, err));
    take_up(current, rules);
    *out = DOLEN_TAKE(current);
    return DOLEN_OK;
}

void dolen_rules_current_free(dolen_rules_current *current)
{
    if (!current)
        return;
    while (current->newest) {
        taken *before = current->newest->before;
        dolen_rules_free(current->newest->rules);
        free(current->newest);
        current->newest = before;
    }
    pthread_mutex_destroy(&current->lock);
    free(current->folder);
    free(current->memory);
    free(current);
}

dolen_rules *dolen_rules_current_get(dolen_rules_current *current)
{
    pthread_mutex_lock(&current->lock);
    dolen_rules *rules = current->newest->rules;
    pthread_mutex_unlock(&current->lock);
    return rules;
}

dolen_status dolen_rules_current_reload(dolen_rules_current *current, bool *changed, dolen_problems *problems,
                                        dolen_err *err)
{
    dolen_rules *read = NULL;

    *changed = false;
    DOLEN_TRY(load_named(current, &read, problems, err));
    DOLEN_OWN(dolen_rules, rules) = read;
    pthread_mutex_lock(&current->lock);
    *changed = !dolen_digest_same(dolen_rules_digest(current->newest->rules), dolen_rules_digest(rules));
    dolen_status kept = DOLEN_OK;
    if (*changed) {
        current->before = dolen_rules_digest(current->newest->rules);
        current->replaced = dolen_clock_now(dolen_clock_system());
        take_up(current, DOLEN_TAKE(rules));
        kept = write_memory(current, err);
    }
    pthread_mutex_unlock(&current->lock);
    return kept;
}

dolen_status dolen_rules_current_remember(dolen_rules_current *current, const char *file, int64_t now, dolen_err *err)
{
    dolen_digest last;
    dolen_digest before;
    int64_t replaced = 0;

    pthread_mutex_lock(&current->lock);
    free(current->memory);
    current->memory = dolen_memory_copy_string(file);
    if (read_memory(file, &last, &before, &replaced, NULL) == DOLEN_OK) {
        const bool same = dolen_digest_same(last, dolen_rules_digest(current->newest->rules));
        current->before = same ? before : last;
        current->replaced = same ? replaced : now;
    }
    const dolen_status kept = write_memory(current, err);
    pthread_mutex_unlock(&current->lock);
    return kept;
}

bool dolen_rules_current_accepts(dolen_rules_current *current, dolen_digest digest, int64_t now)
{
    const dolen_federation *federation = dolen_federation_current_get(current->federation);

    pthread_mutex_lock(&current->lock);
    const bool is_own = dolen_digest_same(dolen_rules_digest(current->newest->rules), digest);
    const bool was_own = current->replaced > 0 && now - current->replaced <= federation->grace &&
                         dolen_digest_same(current->before, digest);
    pthread_mutex_unlock(&current->lock);
    return is_own || was_own || dolen_digest_same(federation->rules_digest, digest);
}

dolen_rules_standing dolen_rules_current_standing(dolen_rules_current *current, int64_t now)
{
    const dolen_federation *federation = dolen_federation_current_get(current->federation);

    pthread_mutex_lock(&current->lock);
    const bool named = dolen_digest_same(dolen_rules_digest(current->newest->rules), federation->rules_digest);
    if (named)
        current->awaited_since = 0;
    else if (current->awaited_since == 0)
        current->awaited_since = now;
    const int64_t since = current->awaited_since;
    pthread_mutex_unlock(&current->lock);
    if (named)
        return DOLEN_RULES_AS_NAMED;
    return now - since > federation->grace ? DOLEN_RULES_STALE : DOLEN_RULES_AWAITED;
}
