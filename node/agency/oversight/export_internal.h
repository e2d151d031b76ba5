/** What the formats of exports share. Only export*.c includes this. */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_EXPORT_INTERNAL_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_EXPORT_INTERNAL_H

#include <stdio.h>

#include <jansson.h>

#include "node/agency/oversight/export.h"

/** The whole of an export, as its file tells it. `rows`, `is_cut` and `entry` are known at the end. */
typedef struct dolen_export_about {
    dolen_uuid id;
    dolen_code agency;
    const char *agency_name; /**< English */
    const char *user;
    dolen_code role;
    dolen_code ground;
    bool with_subjects;
    const dolen_rules *rules;
    int64_t made; /**< instant */
    int64_t most; /**< rows */
    int64_t rows;
    bool is_cut;
    int64_t entry;
} dolen_export_about;

/** One search of it. */
typedef struct dolen_export_row {
    const dolen_find_item *item;
    const json_t *typed; /**< what was typed; NULL without subjects */
    bool is_first;
} dolen_export_row;

/** A format. Each writes to a stream, whose errors are looked at once at the end. */
typedef struct dolen_export_writer {
    const char *content_type;
    const char *suffix;
    bool takes_subjects;
    void (*begin)(FILE *out, const dolen_export_about *about);
    void (*row)(FILE *out, const dolen_export_about *about, const dolen_export_row *row);
    void (*end)(FILE *out, const dolen_export_about *about);
} dolen_export_writer;

extern const dolen_export_writer dolen_export_csv;
extern const dolen_export_writer dolen_export_json;
extern const dolen_export_writer dolen_export_fhir;

/** The fields that a search for a person or address may have, in their order; ends with NULL. */
extern const char *const dolen_export_typed_fields[];

/**
 * Begin the file and write every search that is found; `about` learns how many. Nothing is recorded and nothing is
 * checked: dolen_export_make does.
 */
DOLEN_CHECKED dolen_status dolen_export_write(dolen_agency *agency, const dolen_export_request *request,
                                              dolen_export_about *about, FILE *out, dolen_err *err);

/** Write a document in one line. It is freed. */
void dolen_export_put_json(FILE *out, json_t *document);

#endif
