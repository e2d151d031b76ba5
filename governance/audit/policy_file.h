/**
 * Whom a verifier trusts (C2SP tlog-policy): logs, witnesses, and which witnesses are enough.
 *
 * Owns: nothing; a trust read lives in the arena given. Threads: any, once read.
 */
#ifndef DOLEN_GOVERNANCE_AUDIT_POLICY_FILE_H
#define DOLEN_GOVERNANCE_AUDIT_POLICY_FILE_H

#include "governance/audit/note.h"

enum {
    DOLEN_POLICY_LOGS = 32,
    DOLEN_POLICY_MEMBERS = 96, /**< witnesses and groups together */
    DOLEN_POLICY_NONE = -1,    /**< as quorum: no cosignature is needed */
    DOLEN_POLICY_LIMIT = 256 * 1024,
};

/** A witness, or a group of members defined above it. */
typedef struct dolen_policy_member {
    const char *name;
    dolen_note_key witness; /**< meaningful unless it is a group */
    bool is_group;
    size_t threshold; /**< of a group */
    int group;        /**< the group it belongs to, or DOLEN_POLICY_NONE */
    size_t count;     /**< members of a group */
} dolen_policy_member;

typedef struct dolen_policy_file {
    dolen_note_key logs[DOLEN_POLICY_LOGS];
    size_t log_count;
    dolen_policy_member members[DOLEN_POLICY_MEMBERS];
    size_t member_count;
    int quorum; /**< a member, or DOLEN_POLICY_NONE */
} dolen_policy_file;

/**
 * Read a policy. DOLEN_E_INPUT with the reason, and `*line` (1 for the first, 0 for the file as a whole), when
 * malformed; DOLEN_E_LIMIT when it has more logs or members than allowed. `*out` is NULL on failure.
 */
DOLEN_CHECKED dolen_status dolen_policy_file_read(dolen_arena *arena, dolen_bytes text, const dolen_policy_file **out,
                                                  size_t *line, dolen_err *err);

/** The policy that trusts one log and asks for no witness. DOLEN_E_INPUT unless the key is of kind DOLEN_NOTE_ED25519.
 */
DOLEN_CHECKED dolen_status dolen_policy_file_of_key(dolen_arena *arena, const dolen_note_key *log,
                                                    const dolen_policy_file **out, dolen_err *err);

/** Do these members' cosignatures (`has[i]` for members[i]; groups are ignored) make the quorum? */
bool dolen_policy_file_is_met(const dolen_policy_file *policy, const bool *has);

/** The least number of witnesses that can make the quorum. */
size_t dolen_policy_file_needed(const dolen_policy_file *policy);

#endif
