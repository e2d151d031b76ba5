#include "node/net/trust.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "node/base/arena.h"
#include "node/base/file.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/net/trust_internal.h"

enum { FILE_LIMIT = 4 * 1024 * 1024, LOOK_EVERY_MS = 1000, LISTS_LIMIT = 16, AUTHORITIES_LIMIT = 16 };

/* What tells one version of a file from another. */
typedef struct stamp {
    ino_t inode;
    off_t size;
    struct timespec changed;
} stamp;

struct dolen_trust {
    pthread_mutex_t lock;
    dolen_code federation;
    char *authority_file;
    char *revocation_file;
    dolen_clock clock;
    X509_STORE *store; /* NULL while there is no usable revocation list */
    stamp authority_stamp;
    stamp revocation_stamp;
    int64_t looked; /* monotonic */
    int64_t revocation_until;
    uint64_t generation;
};

static stamp stamp_of(const char *path)
{
    struct stat about;

    if (stat(path, &about) != 0)
        return (stamp){0};
    return (stamp){.inode = about.st_ino, .size = about.st_size, .changed = about.st_mtim};
}

static bool is_same_stamp(stamp a, stamp b)
{
    return a.inode == b.inode && a.size == b.size && a.changed.tv_sec == b.changed.tv_sec &&
           a.changed.tv_nsec == b.changed.tv_nsec;
}

static dolen_status open_file(dolen_arena *arena, const char *path, BIO **out, dolen_err *err)
{
    dolen_bytes text;

    *out = NULL;
    DOLEN_TRY(dolen_file_read(arena, path, FILE_LIMIT, &text, err));
    *out = BIO_new_mem_buf(text.at, (int)text.size);
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_SYSTEM, "no memory for a certificate file");
}

static dolen_status add_authorities(X509_STORE *store, const char *path, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(FILE_LIMIT + 64);
    DOLEN_OWN(BIO, file) = NULL;
    int count = 0;

    DOLEN_TRY(open_file(arena, path, &file, err));
    for (; count < AUTHORITIES_LIMIT; count++) {
        DOLEN_OWN(X509, certificate) = PEM_read_bio_X509(file, NULL, NULL, NULL);
        if (!certificate)
            break;
        if (X509_check_ca(certificate) != 1 || X509_STORE_add_cert(store, certificate) != 1)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the authority's file holds a certificate that is no authority's");
    }
    ERR_clear_error();
    if (count == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the authority's file holds no certificate");
    return DOLEN_OK;
}

static int64_t instant_of(const ASN1_TIME *time)
{
    struct tm parts;

    if (!time || ASN1_TIME_to_tm(time, &parts) != 1)
        return 0;
    return (int64_t)timegm(&parts) * 1000;
}

static dolen_status add_list(X509_STORE *store, X509_CRL *list, int64_t *until, dolen_err *err)
{
    const int64_t next = instant_of(X509_CRL_get0_nextUpdate(list));

    if (next == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a revocation list does not say when the next one is due");
    if (X509_STORE_add_crl(store, list) != 1)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a revocation list cannot be used");
    if (*until == 0 || next < *until)
        *until = next;
    return DOLEN_OK;
}

static dolen_status add_lists(X509_STORE *store, const char *path, int64_t *until, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(FILE_LIMIT + 64);
    DOLEN_OWN(BIO, file) = NULL;
    int count = 0;

    *until = 0;
    DOLEN_TRY(open_file(arena, path, &file, err));
    for (; count < LISTS_LIMIT; count++) {
        X509_CRL *list = PEM_read_bio_X509_CRL(file, NULL, NULL, NULL);
        if (!list)
            break;
        const dolen_status added = add_list(store, list, until, err);
        X509_CRL_free(list);
        if (added != DOLEN_OK)
            return added;
    }
    ERR_clear_error();
    if (count == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the revocation file holds no list");
    return DOLEN_OK;
}

/* The lock is held. */
static dolen_status load(dolen_trust *trust, dolen_err *err)
{
    const stamp authority = stamp_of(trust->authority_file);
    const stamp revocation = stamp_of(trust->revocation_file);
    DOLEN_OWN(X509_STORE, store) = X509_STORE_new();
    int64_t until = 0;

    DOLEN_MUST(store != NULL);
    DOLEN_TRY(add_authorities(store, trust->authority_file, err));
    dolen_err list_err = {0};
    const dolen_status listed = add_lists(store, trust->revocation_file, &until, &list_err);
    if (listed != DOLEN_OK)
        dolen_log_error("no usable revocation list: every peer is refused", dolen_field_reason(&list_err));
    X509_STORE_free(trust->store);
    trust->store = listed == DOLEN_OK ? DOLEN_TAKE(store) : NULL;
    trust->revocation_until = listed == DOLEN_OK ? until : 0;
    trust->authority_stamp = authority;
    trust->revocation_stamp = revocation;
    trust->generation++;
    return DOLEN_OK;
}

/* The lock is held. An authority's file that became unusable leaves what was trusted. */
static void look(dolen_trust *trust)
{
    const int64_t now = dolen_clock_monotonic();
    dolen_err err = {0};

    if (now - trust->looked < LOOK_EVERY_MS)
        return;
    trust->looked = now;
    if (is_same_stamp(trust->authority_stamp, stamp_of(trust->authority_file)) &&
        is_same_stamp(trust->revocation_stamp, stamp_of(trust->revocation_file)))
        return;
    if (load(trust, &err) != DOLEN_OK)
        dolen_log_error("the authority's file cannot be read, the old one stays", dolen_field_reason(&err));
}

dolen_status dolen_trust_new(dolen_trust_options options, dolen_trust **out, dolen_err *err)
{
    DOLEN_OWN(dolen_trust, trust) = dolen_memory_make(1, sizeof *trust);

    *out = NULL;
    pthread_mutex_init(&trust->lock, NULL);
    trust->federation = options.federation;
    trust->authority_file = dolen_memory_copy_string(options.authority_file);
    trust->revocation_file = dolen_memory_copy_string(options.revocation_file);
    trust->clock = options.clock;
    trust->looked = dolen_clock_monotonic();
    DOLEN_TRY(load(trust, err));
    *out = DOLEN_TAKE(trust);
    return DOLEN_OK;
}

void dolen_trust_free(dolen_trust *trust)
{
    if (!trust)
        return;
    X509_STORE_free(trust->store);
    free(trust->authority_file);
    free(trust->revocation_file);
    pthread_mutex_destroy(&trust->lock);
    free(trust);
}

dolen_status dolen_trust_reload(dolen_trust *trust, dolen_err *err)
{
    pthread_mutex_lock(&trust->lock);
    const dolen_status status = load(trust, err);
    pthread_mutex_unlock(&trust->lock);
    return status;
}

uint64_t dolen_trust_generation(dolen_trust *trust)
{
    pthread_mutex_lock(&trust->lock);
    look(trust);
    const uint64_t generation = trust->generation;
    pthread_mutex_unlock(&trust->lock);
    return generation;
}

int64_t dolen_trust_revocation_until(dolen_trust *trust)
{
    pthread_mutex_lock(&trust->lock);
    look(trust);
    const int64_t until = trust->revocation_until;
    pthread_mutex_unlock(&trust->lock);
    return until;
}

bool dolen_trust_is_current(dolen_trust *trust)
{
    return dolen_trust_revocation_until(trust) > dolen_trust_now(trust);
}

dolen_code dolen_trust_federation(const dolen_trust *trust)
{
    return trust->federation;
}

X509_STORE *dolen_trust_take_store(dolen_trust *trust)
{
    pthread_mutex_lock(&trust->lock);
    look(trust);
    X509_STORE *store = trust->store;
    if (store)
        X509_STORE_up_ref(store);
    pthread_mutex_unlock(&trust->lock);
    return store;
}

int64_t dolen_trust_now(const dolen_trust *trust)
{
    return dolen_clock_now(trust->clock);
}
