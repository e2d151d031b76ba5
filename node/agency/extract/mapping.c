#include "node/agency/extract/mapping.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"
#include "node/base/sections.h"
#include "node/base/text.h"
#include "node/model/code.h"

enum { ARENA = 8 * 1024 * 1024, HEADER = 64, WIDTH_LIMIT = 64, TEAM_LIMIT = 65535, USUAL = 8 };

struct dolen_mapping {
    dolen_arena *arena;
    dolen_csv_encoding encoding;
    dolen_mapping_dates dates;
    char separator;
    size_t local_id_width;
    uint64_t rejected_per_thousand;
    bool has_protections;
    const dolen_section *columns; /* NULL: none given */
    const dolen_section *codes;
    const dolen_section *dimensions;
    const dolen_section *teams;
};

/* A field's name, and other names that its column usually has. Compared without case and punctuation. */
static const struct {
    const char *name;
    const char *usual[USUAL];
} fields[DOLEN_MAPPING_FIELDS] = {
    [DOLEN_MAPPING_LOCAL_ID] = {"local_id", {"person_id", "client_id", "system_id", "local_identifier", "unique_id"}},
    [DOLEN_MAPPING_SUBJECT] = {"subject", {"record_type"}},
    [DOLEN_MAPPING_FORENAMES] = {"forenames", {"forename", "first_name", "given_name", "given_names", "firstname"}},
    [DOLEN_MAPPING_SURNAME] = {"surname", {"last_name", "family_name", "lastname"}},
    [DOLEN_MAPPING_FORMER_SURNAME] = {"former_surname", {"previous_surname", "maiden_name", "birth_surname"}},
    [DOLEN_MAPPING_DOB] = {"dob", {"date_of_birth", "birth_date", "dateofbirth", "person_birth_date"}},
    [DOLEN_MAPPING_SEX] = {"sex", {"gender", "gender_code", "person_gender_code"}},
    [DOLEN_MAPPING_ADDRESS] = {"address", {"full_address", "address_line"}},
    [DOLEN_MAPPING_POSTCODE] = {"postcode", {"post_code", "postal_code", "postcode_of_usual_address"}},
    [DOLEN_MAPPING_UPRN] = {"uprn", {"unique_property_reference_number"}},
    [DOLEN_MAPPING_NHS_NUMBER] = {"nhs_number", {"nhs_no", "nhsnumber", "nhs_num"}},
    [DOLEN_MAPPING_CODE] = {"code", {"flag", "flag_code"}},
    [DOLEN_MAPPING_OPENED] = {"opened", {"start_date", "date_opened", "from_date"}},
    [DOLEN_MAPPING_CLOSED] = {"closed", {"end_date", "date_closed", "to_date"}},
    [DOLEN_MAPPING_EVENT_DATE] = {"event_date", {"date_of_event"}},
    [DOLEN_MAPPING_MONTH] = {"month", {"event_month"}},
    [DOLEN_MAPPING_COUNT] = {"count", {"event_count"}},
    [DOLEN_MAPPING_TEAM] = {"team", {"contact_team", "team_name"}},
    [DOLEN_MAPPING_PROTECTION] = {"protection", {"protected"}},
    [DOLEN_MAPPING_DISPUTED] = {"disputed", {"is_disputed"}},
    [DOLEN_MAPPING_AGE_BAND] = {"age_band", {"age_group"}},
    [DOLEN_MAPPING_CARE] = {"care_experience", {"care_experienced", "care_experience_flag"}},
    [DOLEN_MAPPING_AUTHORITY] = {"local_authority", {"local_authority_code", "la_code"}},
    [DOLEN_MAPPING_REASON] = {"missing_reason", {"reason_missing", "primary_reason_missing"}},
};

/* An address in several columns, when there is none in one. */
static const char *const address_lines[] = {"address_1", "address_2", "address_3", "address_4", "address_5"};

static const char *const extract_keys[] = {
    "encoding", "separator", "dates", "local-id-width", "rejected-per-thousand", "protections", NULL};

const char *dolen_mapping_field_name(dolen_mapping_field field)
{
    return (unsigned)field < DOLEN_MAPPING_FIELDS ? fields[field].name : "?";
}

dolen_mapping *dolen_mapping_new(void)
{
    dolen_mapping *mapping = dolen_memory_make(1, sizeof *mapping);

    mapping->arena = dolen_arena_new(ARENA);
    mapping->separator = ',';
    return mapping;
}

void dolen_mapping_free(dolen_mapping *mapping)
{
    if (!mapping)
        return;
    dolen_arena_free(mapping->arena);
    free(mapping);
}

static void read_number(const dolen_sections *file, const dolen_section *section, const char *key, uint64_t limit,
                        uint64_t *out, dolen_problems *problems)
{
    const dolen_entry *entry = dolen_section_find(section, key);

    if (entry && dolen_text_to_number(entry->value, limit, out, NULL) != DOLEN_OK)
        dolen_problems_add(problems, file->source, entry->line, "a number is wanted, and not a larger one", key, NULL);
}

/* Which of `names` an entry says; 0 when it is left out. */
static unsigned read_choice(const dolen_sections *file, const dolen_section *section, const char *key,
                            const char *const *names, dolen_problems *problems)
{
    const dolen_entry *entry = dolen_section_find(section, key);

    for (unsigned i = 0; entry && names[i]; i++)
        if (dolen_text_same(names[i], entry->value))
            return i;
    if (entry)
        dolen_problems_add(problems, file->source, entry->line, "not one of the values this key may have", key,
                           dolen_text_nearest(entry->value, names));
    return 0;
}

static void read_extract(const dolen_sections *file, dolen_mapping *mapping, dolen_problems *problems)
{
    static const char *const encodings[] = {"utf-8", "windows-1252", "iso-8859-1", NULL};
    static const char *const separators[] = {"comma", "semicolon", "tab", NULL};
    static const char *const protections[] = {"none", "list", NULL};
    static const char *const dates[] = {"iso", "dmy", "mdy", "compact", NULL};
    const dolen_section *section = dolen_sections_find(file, "extract", "");
    uint64_t width = 0;

    if (!section)
        return;
    dolen_section_check_keys(file, section, extract_keys, problems);
    mapping->encoding = (dolen_csv_encoding)read_choice(file, section, "encoding", encodings, problems);
    mapping->separator = ",;\t"[read_choice(file, section, "separator", separators, problems)];
    mapping->dates = (dolen_mapping_dates)read_choice(file, section, "dates", dates, problems);
    mapping->has_protections = read_choice(file, section, "protections", protections, problems) == 1;
    read_number(file, section, "local-id-width", WIDTH_LIMIT, &width, problems);
    read_number(file, section, "rejected-per-thousand", 1000, &mapping->rejected_per_thousand, problems);
    mapping->local_id_width = (size_t)width;
}

static void check_columns(const dolen_sections *file, const dolen_section *section, dolen_problems *problems)
{
    const char *names[DOLEN_MAPPING_FIELDS + 1] = {0};

    for (size_t i = 0; i < DOLEN_MAPPING_FIELDS; i++)
        names[i] = fields[i].name;
    dolen_section_check_keys(file, section, names, problems);
}

static void check_teams(const dolen_sections *file, const dolen_section *section, dolen_problems *problems)
{
    uint64_t number;

    for (size_t i = 0; i < section->count; i++)
        if (dolen_text_to_number(section->entries[i].key, TEAM_LIMIT, &number, NULL) != DOLEN_OK)
            dolen_problems_add(problems, file->source, section->entries[i].line, "a team's number comes first",
                               section->entries[i].key, NULL);
}

static void check_codes(const dolen_sections *file, const dolen_section *section, dolen_problems *problems)
{
    dolen_code code;

    for (size_t i = 0; i < section->count; i++)
        if (dolen_code_read(section->entries[i].key, strlen(section->entries[i].key), &code, NULL) != DOLEN_OK)
            dolen_problems_add(problems, file->source, section->entries[i].line, "this is no code",
                               section->entries[i].key, NULL);
}

static void read_sections(const dolen_sections *file, dolen_mapping *mapping, dolen_problems *problems)
{
    static const char *const known[] = {"extract", "columns", "codes", "dimensions", "teams", NULL};

    for (size_t i = 0; i < file->count; i++) {
        const dolen_section *section = &file->items[i];
        if (dolen_text_same(section->type, "columns"))
            mapping->columns = section;
        else if (dolen_text_same(section->type, "codes"))
            mapping->codes = section;
        else if (dolen_text_same(section->type, "dimensions"))
            mapping->dimensions = section;
        else if (dolen_text_same(section->type, "teams"))
            mapping->teams = section;
        else if (!dolen_text_same(section->type, "extract"))
            dolen_problems_add(problems, file->source, section->line, "unknown section", section->type,
                               dolen_text_nearest(section->type, known));
    }
    read_extract(file, mapping, problems);
    if (mapping->columns)
        check_columns(file, mapping->columns, problems);
    if (mapping->codes)
        check_codes(file, mapping->codes, problems);
    if (mapping->dimensions)
        check_codes(file, mapping->dimensions, problems);
    if (mapping->teams)
        check_teams(file, mapping->teams, problems);
}

static dolen_status finish(dolen_status status, const dolen_sections *file, dolen_mapping *mapping,
                           dolen_problems *problems, dolen_err *err)
{
    const size_t before = dolen_problems_count(problems);

    DOLEN_TRY(status);
    read_sections(file, mapping, problems);
    if (dolen_problems_count(problems) > before)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the mapping has mistakes");
    return DOLEN_OK;
}

dolen_status dolen_mapping_read_text(const char *source, dolen_bytes text, dolen_mapping **out,
                                     dolen_problems *problems, dolen_err *err)
{
    DOLEN_OWN(dolen_mapping, mapping) = dolen_mapping_new();
    dolen_sections file = {0};

    *out = NULL;
    const dolen_status status = dolen_sections_read(mapping->arena, source, text, &file, problems, err);
    DOLEN_TRY(finish(status, &file, mapping, problems, err));
    *out = DOLEN_TAKE(mapping);
    return DOLEN_OK;
}

dolen_status dolen_mapping_read(const char *path, dolen_mapping **out, dolen_problems *problems, dolen_err *err)
{
    DOLEN_OWN(dolen_mapping, mapping) = dolen_mapping_new();
    dolen_sections file = {0};

    *out = NULL;
    const dolen_status status = dolen_sections_read_file(mapping->arena, path, &file, problems, err);
    DOLEN_TRY(finish(status, &file, mapping, problems, err));
    *out = DOLEN_TAKE(mapping);
    return DOLEN_OK;
}

dolen_csv_encoding dolen_mapping_encoding(const dolen_mapping *mapping)
{
    return mapping->encoding;
}

char dolen_mapping_separator(const dolen_mapping *mapping)
{
    return mapping->separator;
}

dolen_mapping_dates dolen_mapping_date_form(const dolen_mapping *mapping)
{
    return mapping->dates;
}

size_t dolen_mapping_local_id_width(const dolen_mapping *mapping)
{
    return mapping->local_id_width;
}

uint64_t dolen_mapping_rejected_per_thousand(const dolen_mapping *mapping)
{
    return mapping->rejected_per_thousand;
}

bool dolen_mapping_has_protections(const dolen_mapping *mapping)
{
    return mapping->has_protections;
}

/* Is `item` one of the comma-separated items of `list`? */
static bool is_listed(const char *list, const char *item)
{
    const size_t size = strlen(item);

    while (size && *list) {
        list += strspn(list, ", ");
        size_t length = strcspn(list, ",");
        const char *next = list + length;
        while (length && list[length - 1] == ' ')
            length--;
        if (length == size && memcmp(list, item, size) == 0)
            return true;
        list = next;
    }
    return false;
}

static const char *key_of(const dolen_section *section, const char *item)
{
    for (size_t i = 0; section && i < section->count; i++)
        if (is_listed(section->entries[i].value, item))
            return section->entries[i].key;
    return NULL;
}

const char *dolen_mapping_code(const dolen_mapping *mapping, const char *theirs)
{
    const char *ours = key_of(mapping->codes, theirs);

    return ours ? ours : theirs;
}

const char *dolen_mapping_dimension(const dolen_mapping *mapping, const char *theirs)
{
    const char *ours = key_of(mapping->dimensions, theirs);

    return ours ? ours : theirs;
}

bool dolen_mapping_team(const dolen_mapping *mapping, const char *theirs, uint16_t *out)
{
    const char *key = key_of(mapping->teams, theirs);
    uint64_t number = 0;

    *out = 0;
    if (!key || dolen_text_to_number(key, TEAM_LIMIT, &number, NULL) != DOLEN_OK)
        return false;
    *out = (uint16_t)number;
    return true;
}

/* A column's name in lower case with "_" for every run of anything but letters and digits. */
static void plain_name(const char *name, size_t size, char out[HEADER])
{
    size_t used = 0;

    for (size_t i = 0; i < size && used < HEADER - 1; i++) {
        const char letter = name[i];
        if (letter >= 'A' && letter <= 'Z')
            out[used++] = (char)(letter - 'A' + 'a');
        else if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9'))
            out[used++] = letter;
        else if (used && out[used - 1] != '_')
            out[used++] = '_';
    }
    while (used && out[used - 1] == '_')
        used--;
    out[used] = '\0';
}

/* Where a column of this plain name is, DOLEN_CSV_COLUMNS for nowhere. */
static size_t find_column(const dolen_csv_row *header, const char *wanted, size_t *times)
{
    size_t found = DOLEN_CSV_COLUMNS;

    *times = 0;
    for (size_t i = 0; i < header->count; i++) {
        char name[HEADER];
        plain_name(header->fields[i], strlen(header->fields[i]), name);
        if (strcmp(name, wanted) != 0)
            continue;
        found = i;
        ++*times;
    }
    return found;
}

typedef struct header_search {
    const dolen_csv_row *header;
    const char *source;
    dolen_mapping_columns *out;
    dolen_problems *problems;
} header_search;

/* Add the column of this name to a field, if there is one. */
static bool add_column(const header_search *search, dolen_mapping_field field, const char *wanted)
{
    size_t times;
    const size_t found = find_column(search->header, wanted, &times);
    uint8_t *count = &search->out->field[field].count;

    if (times > 1)
        dolen_problems_add(search->problems, search->source, 1, "two columns have the same name", wanted, NULL);
    if (!times || *count == DOLEN_MAPPING_JOINED)
        return false;
    search->out->field[field].at[(*count)++] = (uint8_t)found;
    return true;
}

/* "FIRST_NAME + MIDDLE" of the mapping. */
static void add_mapped(const header_search *search, dolen_mapping_field field, const char *value)
{
    while (*value) {
        const size_t size = strcspn(value, "+");
        char wanted[HEADER];
        plain_name(value, size, wanted);
        if (!add_column(search, field, wanted))
            dolen_problems_add(search->problems, search->source, 1, "the mapping names a column that is not there",
                               wanted, NULL);
        value += size + (value[size] == '+');
    }
}

static void add_usual(const header_search *search, dolen_mapping_field field)
{
    if (add_column(search, field, fields[field].name))
        return;
    for (size_t i = 0; i < USUAL && fields[field].usual[i]; i++)
        if (add_column(search, field, fields[field].usual[i]))
            return;
    for (size_t i = 0; field == DOLEN_MAPPING_ADDRESS && i < sizeof address_lines / sizeof *address_lines; i++)
        (void)add_column(search, field, address_lines[i]);
}

dolen_status dolen_mapping_header(const dolen_mapping *mapping, const dolen_csv_row *header, const char *source,
                                  dolen_mapping_columns *out, dolen_problems *problems, dolen_err *err)
{
    const header_search search = {header, source, out, problems};
    const size_t before = dolen_problems_count(problems);

    memset(out, 0, sizeof *out);
    for (unsigned i = 0; i < DOLEN_MAPPING_FIELDS; i++) {
        const dolen_mapping_field field = (dolen_mapping_field)i;
        const char *mapped = mapping->columns ? dolen_section_value(mapping->columns, fields[i].name, NULL) : NULL;
        if (mapped)
            add_mapped(&search, field, mapped);
        else
            add_usual(&search, field);
    }
    if (!out->field[DOLEN_MAPPING_LOCAL_ID].count)
        dolen_problems_add(problems, source, 1, "no column for", "local_id", NULL);
    if (!out->field[DOLEN_MAPPING_CODE].count)
        dolen_problems_add(problems, source, 1, "no column for", "code", NULL);
    if (dolen_problems_count(problems) > before)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the file's columns do not fit the mapping");
    return DOLEN_OK;
}
