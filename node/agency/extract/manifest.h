/**
 * The side file that says what an extract should be: rows, records, SHA-256, the day it is complete up to.
 *
 *     [manifest]
 *     agency  = ABER
 *     rows    = 48211
 *     records = 13790
 *     sha256  = 64 hexadecimal digits
 *     as_of   = 2026-11-20
 *     protections = 64 hexadecimal digits   # SHA-256 of the list of protected ids, where there is one
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_EXTRACT_MANIFEST_H
#define DOLEN_NODE_AGENCY_EXTRACT_MANIFEST_H

#include "node/base/bytes.h"
#include "node/base/problems.h"
#include "node/model/record.h"

typedef struct dolen_manifest {
    char agency[DOLEN_CODE_SIZE];
    uint64_t rows;
    uint64_t records;
    bool has_records;
    dolen_digest digest;
    int64_t as_of;            /**< instant; 00:00 UTC when the manifest names a day */
    bool has_protections;     /**< the extract comes with a list of protections (protection_list.h) */
    dolen_digest protections; /**< SHA-256 of that list */
} dolen_manifest;

/**
 * Read a manifest. Mistakes are added to `problems`. DOLEN_E_INPUT when there is any, DOLEN_E_ABSENT without such a
 * file.
 */
DOLEN_CHECKED dolen_status dolen_manifest_read(const char *path, dolen_manifest *out, dolen_problems *problems,
                                               dolen_err *err);

/** The same from text. */
DOLEN_CHECKED dolen_status dolen_manifest_read_text(const char *source, dolen_bytes text, dolen_manifest *out,
                                                    dolen_problems *problems, dolen_err *err);

/** Where the manifest of an extract lies: ".manifest" in place of ".csv", or behind the name. DOLEN_E_LIMIT: too long.
 */
DOLEN_CHECKED dolen_status dolen_manifest_path(const char *extract, char *out, size_t room, dolen_err *err);

/** The side file of an extract with this ending, likewise. */
DOLEN_CHECKED dolen_status dolen_manifest_beside(const char *extract, const char *ending, char *out, size_t room,
                                                 dolen_err *err);

#endif
