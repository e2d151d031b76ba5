/**
 * One row of an extract in typed form, or why it cannot be used. Part of extract.c.
 *
 * Owns: nothing; texts live in the row reader's buffer until the next row. Threads: one at a time.
 */
#ifndef DOLEN_NODE_AGENCY_EXTRACT_EXTRACT_ROW_H
#define DOLEN_NODE_AGENCY_EXTRACT_EXTRACT_ROW_H

#include "node/agency/extract/extract.h"

typedef enum dolen_extract_verdict {
    DOLEN_EXTRACT_ROW_GOOD = 0,
    DOLEN_EXTRACT_ROW_UNKNOWN_CODE, /**< left out and counted */
    DOLEN_EXTRACT_ROW_REJECTED,     /**< left out, counts against the mapping's limit */
} dolen_extract_verdict;

typedef struct dolen_extract_row {
    size_t line;
    dolen_extract_verdict verdict;
    const char *text[DOLEN_MAPPING_FIELDS]; /**< trimmed; never NULL */
    dolen_subject subject;
    dolen_day born; /**< year 0 when none can be used */
    dolen_code code;
    dolen_flag_kind kind;
    dolen_month opened;
    dolen_month closed;
    dolen_day latest;
    uint32_t count;
    uint16_t contact;
    bool shielded;
    bool disputed;               /**< the person disputes what the row says (IG-27) */
    dolen_dimensions dimensions; /**< those that the rules know */
} dolen_extract_row;

/** What reading rows needs and counts. `problems` is NULL on the second pass: nothing is reported twice. */
typedef struct dolen_extract_rows {
    const dolen_mapping *mapping;
    const dolen_extract_rules *rules;
    const char *source;
    dolen_mapping_columns columns;
    dolen_extract_figures *figures;
    dolen_problems *problems;
    uint64_t damaged; /**< cells that a spreadsheet has spoilt: the file is refused */
    size_t used;
    char buffer[DOLEN_CSV_ROW + DOLEN_MAPPING_FIELDS];
} dolen_extract_rows;

/** Interpret a CSV row. Always fills `*out`; `out->verdict` says whether it counts. */
void dolen_extract_row_read(dolen_extract_rows *rows, const dolen_csv_row *csv, dolen_extract_row *out);

/** Why a text is no date. */
typedef enum dolen_extract_date_fault {
    DOLEN_EXTRACT_DATE_FINE = 0,
    DOLEN_EXTRACT_DATE_FORM,    /**< not of the declared form */
    DOLEN_EXTRACT_DATE_SWAPPED, /**< only with day and month exchanged is it a date */
    DOLEN_EXTRACT_DATE_SERIAL,  /**< a spreadsheet's day number */
    DOLEN_EXTRACT_DATE_NONE,    /**< of the form, but no calendar has it */
} dolen_extract_date_fault;

/** Read a date of the declared form; a time of day behind it is ignored. */
dolen_extract_date_fault dolen_extract_row_date(const char *text, dolen_mapping_dates form, dolen_day *out);

#endif
