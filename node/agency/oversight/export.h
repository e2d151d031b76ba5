/**
 * Searches as a file that leaves the service: CSV, JSON, or HL7 FHIR R4 AuditEvents in a Bundle (IG-09).
 *
 * The file is written on this machine first, is in the ledger as a reading with its ground and its number of rows, and
 * only then is handed over: no ledger, no file. Who was searched is left out of it, unless the ground is criminal
 * proceedings or a person's rights and it is asked for. Texts that people typed cannot become formulas in a spreadsheet
 * markup or another field.
 *
 * Secrets: the file names staff and cases, and with subjects the people searched; it has no name in the file system and
 * is gone when it is closed. Owns: the file belongs to its caller. Threads: any number at once; bounded memory,
 * whatever the file's size.
 */
#ifndef DOLEN_NODE_AGENCY_OVERSIGHT_EXPORT_H
#define DOLEN_NODE_AGENCY_OVERSIGHT_EXPORT_H

#include "node/agency/oversight/find.h"

enum {
    DOLEN_EXPORT_ROWS = 50000, /**< searches of a file at most, the newest */
    DOLEN_EXPORT_NAME = 64,
};

typedef enum dolen_export_format {
    DOLEN_EXPORT_NO_FORMAT = 0,
    DOLEN_EXPORT_CSV,  /**< RFC 4180 with a line of names */
    DOLEN_EXPORT_JSON, /**< {"searches": [...], "export": {...}} */
    DOLEN_EXPORT_FHIR, /**< a Bundle of AuditEvents */
} dolen_export_format;

/** What is asked for. */
typedef struct dolen_export_request {
    const char *user; /**< the account's name */
    dolen_code role;  /**< in which it reads: one that may audit */
    dolen_code ground;
    dolen_export_format format;
    bool with_subjects; /**< what was typed, too: CSV and JSON, on ground criminal-proceedings or subject-rights */
    dolen_find_criteria criteria; /**< `limit` does not matter; `before`: only what is older */
} dolen_export_request;

/** The file. */
typedef struct dolen_export_file {
    int descriptor;               /**< from its beginning; the caller closes it; -1 without a file */
    uint64_t size;                /**< bytes */
    int64_t rows;                 /**< searches in it */
    bool is_cut;                  /**< there were more than DOLEN_EXPORT_ROWS */
    int64_t entry;                /**< of the ledger: dolen_reading_begin_recorded */
    const char *content_type;     /**< a literal */
    char name[DOLEN_EXPORT_NAME]; /**< to save it under: letters, digits, dots and dashes */
} dolen_export_file;

/** "csv", "json", "fhir"; DOLEN_EXPORT_NO_FORMAT for another word. */
dolen_export_format dolen_export_format_read(const char *word);

/**
 * Write the file and have it recorded. DOLEN_E_DENIED: the account may not read the log, or the ground does not allow
 * subjects. DOLEN_E_INPUT: no ground or format, or criteria that cannot be right. DOLEN_E_REMOTE: the database or the
 * ledger cannot be reached. `out->descriptor` is -1 then. `arena` needs 256 KiB.
 */
DOLEN_CHECKED dolen_status dolen_export_make(dolen_agency *agency, const dolen_export_request *request,
                                             dolen_arena *arena, dolen_export_file *out, dolen_err *err);

#endif
