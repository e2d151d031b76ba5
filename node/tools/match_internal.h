/**
 * What the files of `dolen match` share.
 *
 * Secrets: everything here is personal data; it goes to standard output and nowhere else. Threads: the main thread.
 */
#ifndef DOLEN_NODE_TOOLS_MATCH_INTERNAL_H
#define DOLEN_NODE_TOOLS_MATCH_INTERNAL_H

#include <jansson.h>
#include <stdbool.h>

#include "node/base/arena.h"
#include "node/base/own.h"
#include "node/match/match_keys.h"

DOLEN_OWNED_BY(json_t, json_decref);

enum { DOLEN_MATCH_FIELDS = 9, DOLEN_MATCH_RECORDS = 2 };

/** Names of the fields on the command line, in files and in JSON. */
extern const char *const dolen_match_field_names[DOLEN_MATCH_FIELDS];

/** One record as given; NULL for what was not. */
typedef struct dolen_match_given {
    const char *fields[DOLEN_MATCH_FIELDS];
} dolen_match_given;

/** What is to be explained. */
typedef struct dolen_match_question {
    dolen_match_given records[DOLEN_MATCH_RECORDS];
    size_t count;
    uint64_t index_records;
} dolen_match_question;

/** The person of a record; DOLEN_E_INPUT when the date is none of the form YYYY-MM-DD. */
DOLEN_CHECKED dolen_status dolen_match_input_person(const dolen_match_given *given, dolen_person *out, dolen_err *err);

/** Is it an address that is asked about: no name, no date of birth, no NHS number? */
bool dolen_match_input_is_address(const dolen_match_given *given);

/**
 * Read one or two records from a file, "-" for standard input: lines `field: value`, an empty line between records. The
 * text lives in `arena`. DOLEN_E_INPUT for an unknown field, one given twice, a third record or a file too long.
 */
DOLEN_CHECKED dolen_status dolen_match_input_read(const char *path, dolen_arena *arena, dolen_match_question *question,
                                                  dolen_err *err);

/** Everything there is to say as one JSON document; the caller drops it. */
DOLEN_CHECKED dolen_status dolen_match_explain_make(const dolen_match_question *question, json_t **out, dolen_err *err);

/** The same in plain language on standard output. */
void dolen_match_print(const json_t *explanation);

#endif
