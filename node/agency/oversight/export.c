#include "node/agency/oversight/export.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/agency/oversight/export_internal.h"
#include "node/agency/oversight/reading.h"
#include "node/base/log.h"
#include "node/store/search_store.h"

enum { PAGE_ARENA = 4 * 1024 * 1024, SEARCH_ARENA = 2 * 1024 * 1024 };

DOLEN_OWNED_BY(FILE, fclose);
DOLEN_OWNED_BY(json_t, json_decref);

const char *const dolen_export_typed_fields[] = {"forenames", "surname",  "former_surname", "dob",        "sex",
                                                 "address",   "postcode", "uprn",           "nhs_number", NULL};

/* One export on its way. */
typedef struct exporting {
    dolen_agency *agency;
    const dolen_export_request *request;
    const dolen_export_writer *writer;
    dolen_export_about about;
    FILE *out;
} exporting;

dolen_export_format dolen_export_format_read(const char *word)
{
    static const char *const words[] = {
        [DOLEN_EXPORT_CSV] = "csv", [DOLEN_EXPORT_JSON] = "json", [DOLEN_EXPORT_FHIR] = "fhir"};

    for (int i = DOLEN_EXPORT_CSV; i <= DOLEN_EXPORT_FHIR; i++)
        if (strcmp(words[i], word) == 0)
            return (dolen_export_format)i;
    return DOLEN_EXPORT_NO_FORMAT;
}

static const dolen_export_writer *writer_of(dolen_export_format format)
{
    switch (format) {
    case DOLEN_EXPORT_CSV:
        return &dolen_export_csv;
    case DOLEN_EXPORT_JSON:
        return &dolen_export_json;
    case DOLEN_EXPORT_FHIR:
        return &dolen_export_fhir;
    case DOLEN_EXPORT_NO_FORMAT:
        break;
    }
    return NULL;
}

static dolen_reading reading_of(const dolen_export_request *request, int64_t rows)
{
    return (dolen_reading){.user = request->user,
                           .role = request->role,
                           .ground = request->ground,
                           .kind = DOLEN_READING_EXPORT,
                           .count = rows};
}

static bool allows_subjects(dolen_code ground)
{
    return dolen_code_same(ground, dolen_code_of("criminal-proceedings")) ||
           dolen_code_same(ground, dolen_code_of("subject-rights"));
}

/* Before anything is looked for. */
static dolen_status check(const exporting *e, dolen_arena *arena, dolen_err *err)
{
    const dolen_reading reading = reading_of(e->request, 0);

    if (!e->writer)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the format is one of csv, json, fhir");
    DOLEN_TRY(dolen_reading_check(e->agency, &reading, arena, err));
    if (e->request->with_subjects && !allows_subjects(e->request->ground))
        return DOLEN_FAIL(err, DOLEN_E_DENIED,
                          "who was searched leaves only for criminal proceedings or a person's own rights");
    if (e->request->with_subjects && !e->writer->takes_subjects)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this format never says who was searched");
    return DOLEN_OK;
}

/* A file without a name: nothing of it stays when the process ends. */
static dolen_status open_file(exporting *e, dolen_err *err)
{
    const int file = open(e->agency->settings.state_folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (file < 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the export's file cannot be made in the state folder");
    e->out = fdopen(file, "w+e");
    if (e->out)
        return DOLEN_OK;
    close(file);
    return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the export's file cannot be made in the state folder");
}

static void describe(exporting *e)
{
    const dolen_federation_member *self =
        dolen_federation_member_of(dolen_federation_current_get(e->agency->federation), e->agency->code);

    e->about = (dolen_export_about){.id = dolen_uuid_make(),
                                    .agency = e->agency->code,
                                    .agency_name = self ? self->name_en : e->agency->code.text,
                                    .user = e->request->user,
                                    .role = e->request->role,
                                    .ground = e->request->ground,
                                    .with_subjects = e->request->with_subjects,
                                    .rules = e->agency->rules,
                                    .made = dolen_clock_now(e->agency->clock),
                                    .most = DOLEN_EXPORT_ROWS};
}

static dolen_status read_typed(const exporting *e, dolen_uuid id, json_t **out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(SEARCH_ARENA);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_stored_search search;
    dolen_err why = {0};

    *out = NULL;
    DOLEN_TRY(dolen_pool_take(e->agency->pool, &connection, err));
    const dolen_status found = dolen_search_store_find(connection, NULL, id, arena, &search, &why);
    if (found == DOLEN_E_ABSENT)
        return DOLEN_OK; /* erased since it was found */
    if (found != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "a search cannot be read");
    *out = json_loads(search.searched, JSON_REJECT_DUPLICATES, NULL);
    return DOLEN_OK;
}

static dolen_status write_row(exporting *e, const dolen_find_item *item, dolen_err *err)
{
    DOLEN_OWN(json_t, typed) = NULL;

    if (e->request->with_subjects)
        DOLEN_TRY(read_typed(e, item->id, &typed, err));
    const dolen_export_row row = {.item = item, .typed = typed, .is_first = e->about.rows == 0};
    e->writer->row(e->out, &e->about, &row);
    e->about.rows++;
    return DOLEN_OK;
}

static dolen_status write_page(exporting *e, const dolen_find_result *found, dolen_err *err)
{
    for (size_t i = 0; i < found->item_count; i++) {
        if (e->about.rows == e->about.most) {
            e->about.is_cut = true;
            return DOLEN_OK;
        }
        DOLEN_TRY(write_row(e, &found->items[i], err));
    }
    return DOLEN_OK;
}

/* Page by page: what is asked meanwhile is newer than the first page and does not come in. */
static dolen_status write_pages(exporting *e, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PAGE_ARENA);
    dolen_find_criteria criteria = e->request->criteria;
    dolen_find_result found;

    criteria.limit = DOLEN_FIND_PAGE;
    criteria.without_total = true;
    e->writer->begin(e->out, &e->about);
    do {
        dolen_arena_reset(arena);
        DOLEN_TRY(dolen_find_run(e->agency, &criteria, arena, &found, err));
        DOLEN_TRY(write_page(e, &found, err));
        criteria.before = found.next;
    } while (found.has_more && !e->about.is_cut);
    return DOLEN_OK;
}

dolen_status dolen_export_write(dolen_agency *agency, const dolen_export_request *request, dolen_export_about *about,
                                FILE *out, dolen_err *err)
{
    exporting e = {
        .agency = agency, .request = request, .writer = writer_of(request->format), .about = *about, .out = out};

    const dolen_status written = write_pages(&e, err);
    *about = e.about;
    return written;
}

static dolen_status record(exporting *e, dolen_arena *arena, dolen_err *err)
{
    const dolen_reading reading = reading_of(e->request, e->about.rows);

    DOLEN_TRY(dolen_reading_begin_recorded(e->agency, &reading, arena, &e->about.entry, err));
    dolen_log_info("searches were exported", dolen_field_count(e->about.rows), dolen_field_role(e->request->role.text),
                   dolen_field_index(e->about.entry));
    return DOLEN_OK;
}

static dolen_status finish(exporting *e, dolen_export_file *out, dolen_err *err)
{
    struct stat facts;
    char day[DOLEN_DAY_TEXT];

    e->writer->end(e->out, &e->about);
    if (fflush(e->out) != 0 || ferror(e->out) || fstat(fileno(e->out), &facts) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the export's file cannot be written; is the disk full?");
    out->descriptor = fcntl(fileno(e->out), F_DUPFD_CLOEXEC, 0);
    if (out->descriptor < 0 || lseek(out->descriptor, 0, SEEK_SET) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the export's file cannot be handed over");
    out->size = (uint64_t)facts.st_size;
    out->rows = e->about.rows;
    out->is_cut = e->about.is_cut;
    out->entry = e->about.entry;
    out->content_type = e->writer->content_type;
    dolen_day_write(dolen_day_of(e->about.made), day);
    snprintf(out->name, sizeof out->name, "searches-%s-%s.%s", e->about.agency.text, day, e->writer->suffix);
    return DOLEN_OK;
}

static dolen_status make(exporting *e, dolen_arena *arena, dolen_export_file *out, dolen_err *err)
{
    DOLEN_TRY(check(e, arena, err));
    DOLEN_TRY(open_file(e, err));
    DOLEN_OWN(FILE, stream) = e->out;
    (void)stream;
    describe(e);
    DOLEN_TRY(dolen_export_write(e->agency, e->request, &e->about, e->out, err));
    DOLEN_TRY(record(e, arena, err));
    return finish(e, out, err);
}

dolen_status dolen_export_make(dolen_agency *agency, const dolen_export_request *request, dolen_arena *arena,
                               dolen_export_file *out, dolen_err *err)
{
    exporting e = {.agency = agency, .request = request, .writer = writer_of(request->format)};

    *out = (dolen_export_file){.descriptor = -1};
    const dolen_status made = make(&e, arena, out, err);
    if (made != DOLEN_OK && out->descriptor >= 0) {
        close(out->descriptor);
        out->descriptor = -1;
    }
    return made;
}
