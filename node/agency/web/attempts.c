#include "node/agency/web/attempts.h"

#include <pthread.h>
#include <stdlib.h>

#include "node/base/memory.h"
#include "node/crypto/hash.h"

enum { NAMES = 1024, LONGEST_EXPONENT = 10 };

typedef struct attempt {
    dolen_digest name;
    uint32_t failures; /* 0: the place is free */
    int64_t last;
} attempt;

struct dolen_attempts {
    pthread_mutex_t lock;
    attempt table[NAMES];
};

dolen_attempts *dolen_attempts_new(void)
{
    dolen_attempts *attempts = dolen_memory_make(1, sizeof *attempts);

    DOLEN_MUST(pthread_mutex_init(&attempts->lock, NULL) == 0);
    return attempts;
}

void dolen_attempts_free(dolen_attempts *attempts)
{
    if (!attempts)
        return;
    (void)pthread_mutex_destroy(&attempts->lock);
    free(attempts);
}

static dolen_digest digest_of(const char *user)
{
    return dolen_hash_sha256(dolen_bytes_of_string(user));
}

static attempt *find(dolen_attempts *attempts, dolen_digest name)
{
    for (size_t i = 0; i < NAMES; i++)
        if (attempts->table[i].failures > 0 && dolen_digest_same(attempts->table[i].name, name))
            return &attempts->table[i];
    return NULL;
}

static attempt *least(dolen_attempts *attempts)
{
    attempt *best = &attempts->table[0];

    for (size_t i = 1; i < NAMES; i++) {
        attempt *other = &attempts->table[i];
        if (other->failures < best->failures || (other->failures == best->failures && other->last < best->last))
            best = other;
    }
    return best;
}

int64_t dolen_attempts_delay(uint32_t failures)
{
    if (failures < DOLEN_ATTEMPTS_FREE)
        return 0;
    const uint32_t exponent = failures - DOLEN_ATTEMPTS_FREE;
    const int64_t delay = (int64_t)DOLEN_ATTEMPTS_FIRST_DELAY
                          << (exponent < LONGEST_EXPONENT ? exponent : (uint32_t)LONGEST_EXPONENT);
    return delay < DOLEN_ATTEMPTS_LONGEST_DELAY ? delay : DOLEN_ATTEMPTS_LONGEST_DELAY;
}

dolen_status dolen_attempts_check(dolen_attempts *attempts, const char *user, int64_t now, dolen_err *err)
{
    const dolen_digest name = digest_of(user);

    DOLEN_MUST(pthread_mutex_lock(&attempts->lock) == 0);
    const attempt *found = find(attempts, name);
    const bool waits = found && now < found->last + dolen_attempts_delay(found->failures);
    DOLEN_MUST(pthread_mutex_unlock(&attempts->lock) == 0);
    if (waits)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many failed sign-ins");
    return DOLEN_OK;
}

void dolen_attempts_add(dolen_attempts *attempts, const char *user, int64_t now)
{
    const dolen_digest name = digest_of(user);

    DOLEN_MUST(pthread_mutex_lock(&attempts->lock) == 0);
    attempt *place = find(attempts, name);
    if (!place) {
        place = least(attempts);
        *place = (attempt){.name = name};
    }
    place->failures += place->failures < UINT32_MAX;
    place->last = now;
    DOLEN_MUST(pthread_mutex_unlock(&attempts->lock) == 0);
}

void dolen_attempts_clear(dolen_attempts *attempts, const char *user)
{
    const dolen_digest name = digest_of(user);

    DOLEN_MUST(pthread_mutex_lock(&attempts->lock) == 0);
    attempt *found = find(attempts, name);
    if (found)
        *found = (attempt){0};
    DOLEN_MUST(pthread_mutex_unlock(&attempts->lock) == 0);
}
