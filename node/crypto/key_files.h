/**
 * The files of the pseudonym key, in the project's readable format: a holder's share (secret) and the public part.
 *
 *     [share]                              [joint-key]
 *     federation = gwent                   federation = gwent
 *     epoch = 1                            epoch = 1
 *     number = 2                           threshold = 2
 *     threshold = 2                        holders = 3
 *     holders = 3                          joint = <64 hexadecimal digits>
 *     secret = <64 hexadecimal digits>     share.1 = <64 hexadecimal digits> ...
 *
 * Owns: nothing. Secrets: a share. Threads: any.
 */
#ifndef DOLEN_NODE_CRYPTO_KEY_FILES_H
#define DOLEN_NODE_CRYPTO_KEY_FILES_H

#include "node/crypto/secret.h"
#include "node/crypto/shamir.h"

/** A holder's share with what it belongs to. `secret` (32 bytes) is owned by the caller. */
typedef struct dolen_share_file {
    dolen_code federation;
    uint32_t epoch;
    uint8_t number;
    uint8_t threshold;
    uint8_t holders;
    dolen_secret *secret;
} dolen_share_file;

/** Wipe and free the secret; for a file declared with DOLEN_SHARE_FILE this happens at the end of its scope. */
void dolen_share_file_drop(dolen_share_file *file);

/** Declare an empty one that drops its secret at the end of its scope: `DOLEN_SHARE_FILE(share);` */
#define DOLEN_SHARE_FILE(name) __attribute__((cleanup(dolen_share_file_drop))) dolen_share_file name = {.secret = 0}

/**
 * Read a share file. DOLEN_E_DENIED unless readable by its owner alone, DOLEN_E_ABSENT, DOLEN_E_INPUT for anything
 * malformed. `out->secret` is NULL on failure, else to be freed by the caller.
 */
DOLEN_CHECKED dolen_status dolen_key_files_read_share(const char *path, dolen_share_file *out, dolen_err *err);

/** Write one with permissions 0600, durably. DOLEN_E_CONFLICT if a file stands there already. */
DOLEN_CHECKED dolen_status dolen_key_files_write_share(const char *path, const dolen_share_file *share, dolen_err *err);

/** The same two for the offset that refreshes a holder's share: an [offset] section with the same keys. */
DOLEN_CHECKED dolen_status dolen_key_files_read_offset(const char *path, dolen_share_file *out, dolen_err *err);
DOLEN_CHECKED dolen_status dolen_key_files_write_offset(const char *path, const dolen_share_file *offset,
                                                        dolen_err *err);

/** Read and check (dolen_joint_key_check) a public part. Statuses as above, and DOLEN_E_CRYPTO. */
DOLEN_CHECKED dolen_status dolen_key_files_read_public(const char *path, dolen_joint_key *out, dolen_err *err);

/** The public part's text, in `arena`: what stands in its file. DOLEN_E_LIMIT over the arena's limit. */
DOLEN_CHECKED dolen_status dolen_key_files_format_public(const dolen_joint_key *key, dolen_arena *arena,
                                                         dolen_bytes *out, dolen_err *err);

/** Write it, durably, replacing an older one. */
DOLEN_CHECKED dolen_status dolen_key_files_write_public(const char *path, const dolen_joint_key *key, dolen_err *err);

#endif
