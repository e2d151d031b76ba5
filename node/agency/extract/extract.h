/**
 * Reading an agency's extract: a CSV file with one row per flag, sorted by the agency's own id, into people and
 * addresses with flags. All or nothing: the whole file is checked before the first record is handed out.
 *
 *     dolen_extract_open(...)              whole file: layout, rows, manifest; figures; or every reason against it
 *     dolen_extract_next(...) until !*has  one person or address at a time, in flat memory
 *
 * Order: rows of one id stand together and ids ascend, either byte by byte or by length and then bytes (numbers).
 * A fault in the file (CSV, columns, order, manifest, damage by a spreadsheet) refuses it. A fault in one row leaves
 * the row out, and refuses the file when there are more than the mapping allows. Codes that the rules do not know are
 * left out and counted. An identity field that cannot be used (an NHS number with a wrong check digit) is counted and
 * its row kept. A feed that is declared to have protections (by its mapping or manifest) is refused without its list
 * (protection_list.h), and a list that lies beside any extract counts (IG-15). Reports name line, column and reason,
 * never a value.
 *
 * Secrets: entries are personal data of the agency's own people. Owns: an open file. Threads: one at a time.
 */
#ifndef DOLEN_NODE_AGENCY_EXTRACT_EXTRACT_H
#define DOLEN_NODE_AGENCY_EXTRACT_EXTRACT_H

#include "node/agency/extract/mapping.h"
#include "node/base/problems.h"
#include "node/model/record.h"

enum {
    DOLEN_EXTRACT_LOCAL_ID = 64,      /**< bytes of a local id at most */
    DOLEN_EXTRACT_ARENA = 256 * 1024, /**< an arena with this limit is enough for one entry */

};

/** What the reader must be told from outside: the codes of this agency, its teams, the day. */
typedef struct dolen_extract_rules {
    /** The kind of a code for this subject; DOLEN_FLAG_NONE when the agency may not publish it. */
    dolen_flag_kind (*kind_of)(void *context, dolen_code code, dolen_subject subject);
    /** The number of a team by its name or code; false when unknown. NULL: the mapping's [teams] only. */
    bool (*team_of)(void *context, const char *team, uint16_t *out);
    /**
     * The rules' code for a value of a dimension; false when they know none (IG-13). NULL: no dimension is known.
     * An empty `value` of DOLEN_COUNTED_BY_AGE asks for the band of `age`.
     */
    bool (*dimension_of)(void *context, dolen_counted_by which, const char *value, int age, dolen_code *out);
    void *context;
    dolen_day today;      /**< nothing may be later */
    uint32_t held_months; /**< what is older is not handed out (IG-14); 0: DOLEN_FLAG_MONTHS, the most */
    const char *agency;   /**< the manifest must be about this agency; NULL: any */
    bool needs_manifest;  /**< refuse a file without one */
} dolen_extract_rules;

/** What a file holds: for logs, pages and the guard against truncated files. No personal data. */
typedef struct dolen_extract_figures {
    uint64_t bytes;
    uint64_t rows;    /**< without the header */
    uint64_t records; /**< different local ids */
    uint64_t people;  /**< entries that dolen_extract_next will give */
    uint64_t addresses;
    uint64_t flags;    /**< of those entries */
    uint64_t rejected; /**< rows left out for a fault */
    uint64_t unknown_codes;
    uint64_t unknown_dimensions; /**< values that the rules do not know: they stay here (IG-13) */
    uint64_t unknown_teams;      /**< rows whose team is not known: they get the agency's first */
    uint64_t outlived;           /**< ids of which nothing falls into the months held (IG-14) */
    uint64_t dropped_periods;    /**< earlier periods of a code that has a later or open one */
    uint64_t unusable_born;      /**< rows with a date of birth that is none */
    uint64_t unusable_name; /**< rows with a name in another script than Latin, or that says only that none is known */
    uint64_t unusable_postcode;
    uint64_t unusable_nhs_number;
    uint64_t unusable_uprn;
    uint64_t without_born; /**< people of whom no usable date of birth is held */
    uint64_t shielded;     /**< entries that are published as protected */
    uint64_t protections;  /**< ids on the list of protections */
    bool has_manifest;
    int64_t as_of;       /**< instant: the manifest's, 00:00 UTC when it names a day; 0 without a manifest */
    dolen_digest digest; /**< SHA-256 of the file */
} dolen_extract_figures;

/** One person or address with its flags, well-formed (dolen_flag_check), at least one flag. */
typedef struct dolen_extract_entry {
    const char *local_id;
    dolen_subject subject;
    dolen_person person;   /**< for a person; no pointer is NULL */
    dolen_address address; /**< for an address */
    dolen_protection protection;
    uint16_t contact; /**< team number, 0 = the agency's first */
    const dolen_flag *flags;
    size_t flag_count;
    dolen_dimensions dimensions; /**< of a person; for statistics alone (IG-36) */
} dolen_extract_entry;

typedef struct dolen_extract dolen_extract;

/**
 * Open and check all of `path`. The manifest is `path` with ".manifest" in place of ".csv" (or appended). `*figures`
 * are filled as far as the reading came, also on refusal; every reason is in `problems`.
 * DOLEN_E_INPUT: the file is refused. DOLEN_E_CONFLICT: it differs from its manifest. DOLEN_E_ABSENT: no such file, or
 * no manifest or list of protections where one is needed. DOLEN_E_SYSTEM. On DOLEN_OK the caller frees `*out`.
 * `mapping` must outlive it.
 */
DOLEN_CHECKED dolen_status dolen_extract_open(const char *path, const dolen_mapping *mapping,
                                              const dolen_extract_rules *rules, dolen_extract **out,
                                              dolen_extract_figures *figures, dolen_problems *problems, dolen_err *err);

/** Close and free; NULL is fine. */
void dolen_extract_free(dolen_extract *extract);
DOLEN_OWNED(dolen_extract);

/**
 * The next entry, in `arena`, which is reset first; `*has` is false at the end, after which it must not be called
 * again. DOLEN_E_CONFLICT at the end when the file changed since it was opened: then nothing that was read may be used.
 */
DOLEN_CHECKED dolen_status dolen_extract_next(dolen_extract *extract, dolen_arena *arena, dolen_extract_entry *out,
                                              bool *has, dolen_err *err);

/** Begin again with the first entry. DOLEN_E_SYSTEM when the file cannot be read again. */
DOLEN_CHECKED dolen_status dolen_extract_rewind(dolen_extract *extract, dolen_err *err);

/**
 * The guard of R-18: did the file shrink by more than `percent` of the `before` records of the last applied one? True
 * when it must not be applied without a supervisor's release. False when there was none before.
 */
bool dolen_extract_has_shrunk(const dolen_extract_figures *figures, uint64_t before, unsigned percent);

/**
 * The same for protections (IG-15): are more than `percent` of the `before` entries that were published as protected
 * not protected any longer? A list that was cut short would publish them open.
 */
bool dolen_extract_protections_have_shrunk(const dolen_extract_figures *figures, uint64_t before, unsigned percent);

#endif
