#include "governance/federation/rules_current.h"

#include <pthread.h>
#include <stdlib.h>

#include "node/base/memory.h"
#include "node/crypto/hash.h"

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
    if (*changed)
        take_up(current, DOLEN_TAKE(rules));
    pthread_mutex_unlock(&current->lock);
    return DOLEN_OK;
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
