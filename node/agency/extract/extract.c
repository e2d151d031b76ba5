#include "node/agency/extract/extract.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/agency/extract/extract_group.h"
#include "node/agency/extract/manifest.h"
#include "node/agency/extract/protection_list.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"

enum { PATH = 4096, THOUSAND = 1000 };

struct dolen_extract {
    int file;
    dolen_csv *csv;
    dolen_hash hash;
    dolen_digest digest; /* of the first pass */
    dolen_extract_rules rules;
    dolen_protection_list *protections; /* NULL: none */
    dolen_extract_figures counting;     /* of the pass that runs */
    dolen_extract_rows rows;
    dolen_extract_group group;
    dolen_extract_row waiting; /* the first row of the next record */
    bool has_waiting;
    bool ascends_by_bytes;
    bool ascends_by_numbers;
    char last_id[DOLEN_EXTRACT_LOCAL_ID + 1];
};

/* Bytes pass through the digest on their way to the reader. */
static long read_file(void *context, uint8_t *at, size_t room)
{
    dolen_extract *extract = context;
    ssize_t got;

    do
        got = read(extract->file, at, room);
    while (got < 0 && errno == EINTR);
    if (got > 0) {
        dolen_hash_add(&extract->hash, dolen_bytes_of(at, (size_t)got));
        extract->counting.bytes += (uint64_t)got;
    }
    return got;
}

void dolen_extract_free(dolen_extract *extract)
{
    if (!extract)
        return;
    dolen_csv_free(extract->csv);
    dolen_protection_list_free(extract->protections);
    if (extract->file >= 0)
        close(extract->file);
    dolen_memory_wipe(extract, sizeof *extract);
    free(extract);
}

static dolen_status open_file(dolen_extract *extract, const char *path, dolen_err *err)
{
    struct stat state;

    extract->file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (extract->file < 0)
        return errno == ENOENT ? DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such extract")
                               : DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the extract cannot be opened");
    if (fstat(extract->file, &state) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the extract cannot be examined");
    if (!S_ISREG(state.st_mode))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the extract is no regular file");
    return DOLEN_OK;
}

/* Where and why the reading of the file ended, as a problem: the explanation in `fault` is a literal. */
static void add_fault(const dolen_extract *extract, const dolen_err *fault)
{
    if (extract->rows.problems)
        dolen_problems_append(extract->rows.problems, extract->rows.source, dolen_csv_line(extract->csv), fault->what,
                              NULL, NULL);
}

static dolen_status next_row(dolen_extract *extract, dolen_csv_row *out, dolen_err *err)
{
    dolen_err fault = {0};
    const dolen_status status = dolen_csv_next(extract->csv, out, &fault);

    if (status == DOLEN_OK)
        return DOLEN_OK;
    add_fault(extract, &fault);
    if (err)
        *err = fault;
    return status == DOLEN_E_LIMIT ? DOLEN_E_INPUT : status;
}

/* Start at the beginning of the file. */
static dolen_status rewind_file(dolen_extract *extract, dolen_problems *problems, dolen_err *err)
{
    const dolen_mapping *mapping = extract->rows.mapping;
    dolen_csv_row header;

    if (lseek(extract->file, 0, SEEK_SET) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the extract cannot be read from its beginning");
    dolen_csv_free(extract->csv);
    extract->csv = dolen_csv_new((dolen_csv_source){read_file, extract}, dolen_mapping_encoding(mapping),
                                 dolen_mapping_separator(mapping));
    extract->hash = dolen_hash_start();
    extract->counting = (dolen_extract_figures){0};
    extract->rows.problems = problems;
    extract->ascends_by_bytes = extract->ascends_by_numbers = true;
    extract->last_id[0] = '\0';
    extract->has_waiting = false;
    DOLEN_TRY(next_row(extract, &header, err));
    if (header.count == 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the extract is empty");
    if (problems)
        return dolen_mapping_header(mapping, &header, extract->rows.source, &extract->rows.columns, problems, err);
    return DOLEN_OK;
}

/* A new id must come after the one before, in one of the two orders throughout. */
static dolen_status check_order(dolen_extract *extract, const char *id, dolen_err *err)
{
    const size_t size = strlen(id);
    const size_t before = strlen(extract->last_id);
    const int order = strcmp(id, extract->last_id);

    if (order <= 0)
        extract->ascends_by_bytes = false;
    if (size < before || (size == before && order <= 0))
        extract->ascends_by_numbers = false;
    if (extract->ascends_by_bytes || extract->ascends_by_numbers)
        return dolen_text_copy(extract->last_id, sizeof extract->last_id, id, err);
    if (extract->rows.problems)
        dolen_problems_add(extract->rows.problems, extract->rows.source, extract->waiting.line,
                           "ids must ascend and the rows of one id stand together: sort the file by",
                           dolen_mapping_field_name(DOLEN_MAPPING_LOCAL_ID), NULL);
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "the extract is not sorted by its local ids");
}

static bool has_usable_id(const dolen_extract_row *row)
{
    const char *id = row->text[DOLEN_MAPPING_LOCAL_ID];

    return id[0] && strlen(id) <= DOLEN_EXTRACT_LOCAL_ID;
}

/* Read on until a row that has an id waits, or the file ends. */
static dolen_status wait_for_row(dolen_extract *extract, dolen_err *err)
{
    extract->has_waiting = false;
    while (!extract->has_waiting) {
        dolen_csv_row row;
        DOLEN_TRY(next_row(extract, &row, err));
        if (row.count == 0)
            return DOLEN_OK;
        dolen_extract_row_read(&extract->rows, &row, &extract->waiting);
        extract->has_waiting = has_usable_id(&extract->waiting);
    }
    return DOLEN_OK;
}

static bool is_same_record(const dolen_extract *extract)
{
    return strcmp(extract->waiting.text[DOLEN_MAPPING_LOCAL_ID], extract->last_id) == 0;
}

/* One record, with or without flags to publish; `*has` is false at the end of the file. */
static dolen_status read_record(dolen_extract *extract, dolen_arena *arena, dolen_extract_entry *out, bool *has,
                                dolen_err *err)
{
    *has = false;
    *out = (dolen_extract_entry){0};
    if (!extract->has_waiting)
        return DOLEN_OK;
    DOLEN_TRY(check_order(extract, extract->waiting.text[DOLEN_MAPPING_LOCAL_ID], err));
    dolen_extract_group_start(&extract->group, arena);
    do {
        dolen_extract_group_add(&extract->group, &extract->rows, &extract->waiting);
        DOLEN_TRY(wait_for_row(extract, err));
    } while (extract->has_waiting && is_same_record(extract));
    *has = true;
    extract->counting.records++;
    const dolen_month this_month = dolen_month_of(extract->rules.today);
    const dolen_month held = extract->rules.held_months ? (dolen_month)extract->rules.held_months : DOLEN_FLAG_MONTHS;
    DOLEN_TRY(dolen_extract_group_finish(&extract->group, this_month, this_month - held + 1, out, err));
    if (dolen_protection_list_has(extract->protections, out->local_id))
        out->protection = DOLEN_PROTECTION_SHIELDED;
    return DOLEN_OK;
}

static void count_entry(const dolen_extract_entry *entry, dolen_extract_figures *figures)
{
    if (entry->flag_count == 0) {
        figures->outlived++;
        return;
    }
    figures->flags += entry->flag_count;
    figures->shielded += entry->protection != DOLEN_PROTECTION_NONE;
    figures->people += entry->subject == DOLEN_SUBJECT_PERSON;
    figures->addresses += entry->subject == DOLEN_SUBJECT_ADDRESS;
    figures->without_born += entry->subject == DOLEN_SUBJECT_PERSON && entry->person.born.year == 0;
}

static dolen_status read_all(dolen_extract *extract, dolen_problems *problems, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_EXTRACT_ARENA);
    bool has = true;

    DOLEN_TRY(rewind_file(extract, problems, err));
    DOLEN_TRY(wait_for_row(extract, err));
    while (has) {
        dolen_extract_entry entry;
        dolen_arena_reset(arena);
        DOLEN_TRY(read_record(extract, arena, &entry, &has, err));
        if (has)
            count_entry(&entry, &extract->counting);
    }
    extract->digest = dolen_hash_finish(&extract->hash);
    extract->counting.digest = extract->digest;
    extract->counting.protections = dolen_protection_list_count(extract->protections);
    return DOLEN_OK;
}

static dolen_status check_rows(const dolen_extract *extract, dolen_err *err)
{
    const dolen_extract_figures *figures = &extract->counting;
    const uint64_t allowed = dolen_mapping_rejected_per_thousand(extract->rows.mapping);

    if (extract->rows.damaged)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a spreadsheet has damaged the file: export it again without one");
    if (figures->rejected * THOUSAND > figures->rows * allowed)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "more rows are wrong than the mapping allows");
    return DOLEN_OK;
}

/* Before the rows: nobody is counted, compared or sent unprotected because a list came late or not at all. */
static dolen_status read_protections(dolen_extract *extract, const char *path, dolen_problems *problems, dolen_err *err)
{
    const dolen_mapping *mapping = extract->rows.mapping;
    char list_path[PATH];

    DOLEN_TRY(dolen_protection_list_path(path, list_path, sizeof list_path, err));
    const dolen_status status = dolen_protection_list_read(list_path, dolen_mapping_local_id_width(mapping),
                                                           &extract->protections, problems, err);
    if (status == DOLEN_E_ABSENT && !dolen_mapping_has_protections(mapping))
        return DOLEN_OK;
    if (status == DOLEN_E_ABSENT)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the feed has protections, and the extract comes without its list");
    return status;
}

/* A list that was cut off, or is yesterday's, must not leave anybody unprotected. */
static void compare_protections(const dolen_extract *extract, const dolen_manifest *manifest, const char *path,
                                dolen_problems *problems)
{
    const dolen_digest digest = dolen_protection_list_digest(extract->protections);

    if (manifest->has_protections && !extract->protections)
        dolen_problems_add(problems, path, 0, "the manifest speaks of a list of protections, and there is none",
                           "protections", NULL);
    else if (extract->protections && !manifest->has_protections)
        dolen_problems_add(problems, path, 0, "the manifest does not speak of the list of protections", "protections",
                           NULL);
    else if (extract->protections && !dolen_digest_same(manifest->protections, digest))
        dolen_problems_add(problems, path, 0, "the list of protections is not the one the manifest was made for",
                           "protections", NULL);
}

static dolen_status compare(const dolen_extract *extract, const dolen_manifest *manifest, const char *path,
                            dolen_problems *problems, dolen_err *err)
{
    const dolen_extract_figures *figures = &extract->counting;
    const char *agency = extract->rules.agency;
    const size_t before = dolen_problems_count(problems);

    if (agency && !dolen_text_same(agency, manifest->agency))
        dolen_problems_add(problems, path, 0, "the manifest is about another agency", "agency", NULL);
    if (manifest->rows != figures->rows)
        dolen_problems_add(problems, path, 0, "the file has not as many rows as its manifest says", "rows", NULL);
    if (manifest->has_records && manifest->records != figures->records)
        dolen_problems_add(problems, path, 0, "the file has not as many ids as its manifest says", "records", NULL);
    if (!dolen_digest_same(manifest->digest, extract->digest))
        dolen_problems_add(problems, path, 0, "the file is not the one its manifest was made for", "sha256", NULL);
    if (dolen_day_compare(dolen_day_of(manifest->as_of), extract->rules.today) > 0)
        dolen_problems_add(problems, path, 0, "the day lies in the future", "as_of", NULL);
    compare_protections(extract, manifest, path, problems);
    if (dolen_problems_count(problems) > before)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the extract differs from its manifest");
    return DOLEN_OK;
}

static dolen_status check_manifest(dolen_extract *extract, const char *path, dolen_problems *problems, dolen_err *err)
{
    char manifest_path[PATH];
    dolen_manifest manifest;

    DOLEN_TRY(dolen_manifest_path(path, manifest_path, sizeof manifest_path, err));
    const dolen_status status = dolen_manifest_read(manifest_path, &manifest, problems, err);
    if (status == DOLEN_E_ABSENT && !extract->rules.needs_manifest)
        return DOLEN_OK;
    if (status == DOLEN_E_ABSENT)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "the extract has no manifest");
    DOLEN_TRY(status);
    extract->counting.has_manifest = true;
    extract->counting.as_of = manifest.as_of;
    return compare(extract, &manifest, path, problems, err);
}

static dolen_status check_all(dolen_extract *extract, const char *path, dolen_extract_figures *figures,
                              dolen_problems *problems, dolen_err *err)
{
    dolen_status status = open_file(extract, path, err);

    if (status == DOLEN_OK)
        status = read_protections(extract, path, problems, err);
    if (status == DOLEN_OK)
        status = read_all(extract, problems, err);
    if (status == DOLEN_OK)
        status = check_rows(extract, err);
    if (status == DOLEN_OK)
        status = check_manifest(extract, path, problems, err);
    *figures = extract->counting;
    return status;
}

dolen_status dolen_extract_open(const char *path, const dolen_mapping *mapping, const dolen_extract_rules *rules,
                                dolen_extract **out, dolen_extract_figures *figures, dolen_problems *problems,
                                dolen_err *err)
{
    DOLEN_OWN(dolen_extract, extract) = dolen_memory_make(1, sizeof *extract);

    *out = NULL;
    extract->file = -1;
    extract->rules = *rules;
    extract->rows.mapping = mapping;
    extract->rows.rules = &extract->rules;
    extract->rows.figures = &extract->counting;
    extract->rows.source = "extract";
    DOLEN_TRY(check_all(extract, path, figures, problems, err));
    DOLEN_TRY(dolen_extract_rewind(extract, err));
    *out = DOLEN_TAKE(extract);
    return DOLEN_OK;
}

dolen_status dolen_extract_rewind(dolen_extract *extract, dolen_err *err)
{
    DOLEN_TRY(rewind_file(extract, NULL, err));
    return wait_for_row(extract, err);
}

dolen_status dolen_extract_next(dolen_extract *extract, dolen_arena *arena, dolen_extract_entry *out, bool *has,
                                dolen_err *err)
{
    do {
        dolen_arena_reset(arena);
        DOLEN_TRY(read_record(extract, arena, out, has, err));
    } while (*has && out->flag_count == 0);
    if (*has)
        return DOLEN_OK;
    const dolen_digest digest = dolen_hash_finish(&extract->hash);
    if (!dolen_digest_same(digest, extract->digest))
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the extract changed while it was read");
    return DOLEN_OK;
}

static bool has_shrunk(uint64_t now, uint64_t before, unsigned percent)
{
    return before > now && (before - now) * 100 > before * percent;
}

bool dolen_extract_has_shrunk(const dolen_extract_figures *figures, uint64_t before, unsigned percent)
{
    return has_shrunk(figures->people + figures->addresses, before, percent);
}

bool dolen_extract_protections_have_shrunk(const dolen_extract_figures *figures, uint64_t before, unsigned percent)
{
    return has_shrunk(figures->shielded, before, percent);
}
