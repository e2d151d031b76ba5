/**
 * How one agency's extract is laid out: which column is which field, how dates look, which of its codes mean which of
 * ours. A file of sections (base/sections.h), or nothing at all when the columns have the names of the fields:
 *
 *     [extract]
 *     encoding  = windows-1252            # utf-8, windows-1252 or iso-8859-1; utf-8 when left out
 *     separator = semicolon               # comma, semicolon or tab; comma when left out
 *     dates     = dmy                     # iso, dmy, mdy or compact; iso when left out
 *     local-id-width = 8                  # shorter ones have lost leading zeros to a spreadsheet
 *     rejected-per-thousand = 2           # rows that may be left out before the file is refused; 0 when left out
 *     protections = list                  # protected ids come in a list, without which the file is refused
 *     [columns]
 *     forenames = FIRST_NAME + MIDDLE     # several columns are joined
 *     [codes]
 *     CSC.CSP = CIN, Child in need        # ours = theirs; a code that is not listed stands for itself
 *     [dimensions]
 *     care.yes = Y, LAC                   # likewise for what is counted in statistics (IG-36)
 *     [teams]
 *     1 = MASH, Front door                # number in the federation file = theirs
 *
 * Owns: everything lives in the mapping. Threads: any, once read.
 */
#ifndef DOLEN_NODE_AGENCY_EXTRACT_MAPPING_H
#define DOLEN_NODE_AGENCY_EXTRACT_MAPPING_H

#include "node/agency/extract/csv.h"
#include "node/base/bytes.h"
#include "node/base/problems.h"
#include "node/model/subject.h"

typedef enum dolen_mapping_field {
    DOLEN_MAPPING_LOCAL_ID,
    DOLEN_MAPPING_SUBJECT,
    DOLEN_MAPPING_FORENAMES,
    DOLEN_MAPPING_SURNAME,
    DOLEN_MAPPING_FORMER_SURNAME,
    DOLEN_MAPPING_DOB,
    DOLEN_MAPPING_SEX,
    DOLEN_MAPPING_ADDRESS,
    DOLEN_MAPPING_POSTCODE,
    DOLEN_MAPPING_UPRN,
    DOLEN_MAPPING_NHS_NUMBER,
    DOLEN_MAPPING_CODE,
    DOLEN_MAPPING_OPENED,
    DOLEN_MAPPING_CLOSED,
    DOLEN_MAPPING_EVENT_DATE,
    DOLEN_MAPPING_MONTH,
    DOLEN_MAPPING_COUNT,
    DOLEN_MAPPING_TEAM,
    DOLEN_MAPPING_PROTECTION,
    DOLEN_MAPPING_DISPUTED,
    DOLEN_MAPPING_AGE_BAND, /**< made from the date of birth where a file does not have it */
    DOLEN_MAPPING_CARE,     /**< experience of care */
    DOLEN_MAPPING_AUTHORITY,
    DOLEN_MAPPING_REASON, /**< primary reason for going missing */
    DOLEN_MAPPING_FIELDS,
} dolen_mapping_field;

typedef enum dolen_mapping_dates {
    DOLEN_MAPPING_ISO = 0, /**< 2005-12-31 */
    DOLEN_MAPPING_DMY,     /**< 31/12/2005, also with dots, dashes or a month's English name */
    DOLEN_MAPPING_MDY,     /**< 12/31/2005 */
    DOLEN_MAPPING_COMPACT, /**< 20051231 */
} dolen_mapping_dates;

typedef struct dolen_mapping dolen_mapping;

/** The mapping for files whose columns are named like the fields, UTF-8, ISO dates. Never NULL. */
dolen_mapping *dolen_mapping_new(void);

/** Read a mapping from a file. DOLEN_E_INPUT when anything is wrong, each mistake in `problems`. Free `*out`. */
DOLEN_CHECKED dolen_status dolen_mapping_read(const char *path, dolen_mapping **out, dolen_problems *problems,
                                              dolen_err *err);

/** The same from text; `source` names it in problems. */
DOLEN_CHECKED dolen_status dolen_mapping_read_text(const char *source, dolen_bytes text, dolen_mapping **out,
                                                   dolen_problems *problems, dolen_err *err);

/** Free a mapping; NULL is fine. */
void dolen_mapping_free(dolen_mapping *mapping);
DOLEN_OWNED(dolen_mapping);

/** The declared encoding. */
dolen_csv_encoding dolen_mapping_encoding(const dolen_mapping *mapping);

/** ',', ';' or a tab. */
char dolen_mapping_separator(const dolen_mapping *mapping);

/** The declared form of dates. */
dolen_mapping_dates dolen_mapping_date_form(const dolen_mapping *mapping);

/** How many characters a local id has; 0: any. */
size_t dolen_mapping_local_id_width(const dolen_mapping *mapping);

/** How many rows in a thousand may be left out. */
uint64_t dolen_mapping_rejected_per_thousand(const dolen_mapping *mapping);

/** Is the feed declared to come with a list of protections (protection_list.h)? */
bool dolen_mapping_has_protections(const dolen_mapping *mapping);

/** Our code for one of theirs, else the same text. Borrowed. */
const char *dolen_mapping_code(const dolen_mapping *mapping, const char *theirs);

/** Our value of a dimension for one of theirs, else the same text. Borrowed. */
const char *dolen_mapping_dimension(const dolen_mapping *mapping, const char *theirs);

/** The number of a team of theirs; false when it is not listed. */
bool dolen_mapping_team(const dolen_mapping *mapping, const char *theirs, uint16_t *out);

/** The field as it is named in mapping files and reports ("local_id"). Never NULL. */
const char *dolen_mapping_field_name(dolen_mapping_field field);

enum { DOLEN_MAPPING_JOINED = 6 }; /**< columns that one field can be made of */

/** Which columns (from 0) make up each field, in order; `count` 0 = the file does not have it. */
typedef struct dolen_mapping_columns {
    struct {
        uint8_t at[DOLEN_MAPPING_JOINED];
        uint8_t count;
    } field[DOLEN_MAPPING_FIELDS];
} dolen_mapping_columns;

/**
 * Match a file's header: by the mapping's [columns], else by the fields' own names, else by the usual other names
 * (date_of_birth, family_name, address_1 ...). DOLEN_E_INPUT, with problems for line 1, when a column named in the
 * mapping is missing, one appears twice, or local_id or code cannot be found.
 */
DOLEN_CHECKED dolen_status dolen_mapping_header(const dolen_mapping *mapping, const dolen_csv_row *header,
                                                const char *source, dolen_mapping_columns *out,
                                                dolen_problems *problems, dolen_err *err);

#endif
