#include "deploy/region/region_feed.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "deploy/region/counted.h"
#include "node/base/bytes.h"

enum { PATH_SIZE = 4096, LINE_SIZE = 1024 };

FILE *dolen_region_feed_open(const char *folder, const char *name)
{
    char path[PATH_SIZE];

    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path)
        return NULL;
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return NULL;
    FILE *file = fdopen(fd, "w");
    if (!file)
        close(fd);
    return file;
}

dolen_status dolen_region_feed_close(FILE *file, dolen_err *err)
{
    const bool failed = ferror(file) != 0;

    if (fclose(file) != 0 || failed)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "a file of the region could not be written whole");
    return DOLEN_OK;
}

/* An extract while it is written: the digest runs along. */
typedef struct extract {
    FILE *file;
    crypto_hash_sha256_state digest;
    size_t rows;
    size_t records;
} extract;

static void put(extract *to, const char *line)
{
    const size_t size = strlen(line);

    fwrite(line, 1, size, to->file);
    crypto_hash_sha256_update(&to->digest, (const unsigned char *)line, size);
}

static void append(char *line, const char *field, char after)
{
    const size_t used = strlen(line);
    const char *quote = strpbrk(field, ",\"") ? "\"" : "";

    snprintf(line + used, LINE_SIZE - used, "%s%s%s%c", quote, field, quote, after);
}

static void append_day(char *line, dolen_day day, char after)
{
    char text[DOLEN_DAY_TEXT] = "";

    if (day.year != 0)
        dolen_day_write(day, text);
    append(line, text, after);
}

static void append_identity(char *line, const dolen_region_record *record, const dolen_held *held)
{
    const char sex[2] = {held->sex, '\0'};

    append(line, record->local_id, ',');
    append(line, record->is_address ? "address" : "person", ',');
    append(line, held->forenames, ',');
    append(line, held->surname, ',');
    append(line, held->former_surname, ',');
    append_day(line, held->born, ',');
    append(line, sex, ',');
    append(line, held->address, ',');
    append(line, held->postcode, ',');
    append(line, held->uprn, ',');
    append(line, held->nhs_number, ',');
}

static void put_row(extract *to, const char *identity, const dolen_chronicle_row *row, bool shielded,
                    const dolen_region_counted *counted)
{
    char line[LINE_SIZE];
    char count[16] = "";

    snprintf(line, sizeof line, "%s", identity);
    if (row->is_event)
        snprintf(count, sizeof count, "%u", (unsigned)row->count);
    append(line, row->code, ',');
    append_day(line, row->opened, ',');
    append_day(line, row->closed, ',');
    append_day(line, row->latest, ',');
    append(line, count, ',');
    append(line, row->team, ',');
    append(line, shielded ? "shielded" : "", ',');
    append(line, counted->care, ',');
    append(line, counted->authority, ',');
    append(line, counted->reason, '\n');
    put(to, line);
    to->rows++;
}

static void put_record(extract *to, const dolen_region *region, const dolen_region_record *record)
{
    dolen_chronicle chronicle;
    char identity[LINE_SIZE] = "";
    const dolen_held held = dolen_region_held(region, record);

    dolen_region_chronicle(region, record, &chronicle);
    append_identity(identity, record, &held);
    const dolen_region_counted counted = dolen_region_counted_of(region, record, &chronicle);
    for (size_t i = 0; i < chronicle.count; i++)
        put_row(to, identity, &chronicle.rows[i], held.shielded, &counted);
    to->records++;
}

static dolen_status write_manifest(extract *from, dolen_region_agency agency, const char *as_of, const char *folder,
                                   dolen_err *err)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof digest + 1], name[32];

    crypto_hash_sha256_final(&from->digest, digest);
    dolen_bytes_to_hex(dolen_bytes_of(digest, sizeof digest), hex);
    snprintf(name, sizeof name, "%s.manifest", dolen_region_agency_code(agency));
    FILE *file = dolen_region_feed_open(folder, name);
    if (!file)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "a manifest cannot be written");
    fprintf(file, "[manifest]\nagency = %s\nrows = %zu\nrecords = %zu\nsha256 = %s\nas_of = %s\n",
            dolen_region_agency_code(agency), from->rows, from->records, hex, as_of);
    return dolen_region_feed_close(file, err);
}

dolen_status dolen_region_feed_extract(const dolen_region *region, dolen_region_agency agency, const char *as_of,
                                       const char *folder, dolen_err *err)
{
    char name[32];
    extract to = {0};

    snprintf(name, sizeof name, "%s.csv", dolen_region_agency_code(agency));
    to.file = dolen_region_feed_open(folder, name);
    if (!to.file)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "an extract cannot be written");
    crypto_hash_sha256_init(&to.digest);
    put(&to, "local_id,subject,forenames,surname,former_surname,dob,sex,address,postcode,uprn,nhs_number,code,opened,"
             "closed,event_date,count,team,protection,care_experience,local_authority,missing_reason\n");
    for (size_t i = 0; i < region->counts[agency]; i++)
        if (dolen_region_has(region, &region->records[agency][i]))
            put_record(&to, region, &region->records[agency][i]);
    DOLEN_TRY(dolen_region_feed_close(to.file, err));
    return write_manifest(&to, agency, as_of, folder, err);
}

dolen_status dolen_region_feed_truth(const dolen_region *region, const char *folder, dolen_err *err)
{
    FILE *file = dolen_region_feed_open(folder, "truth.csv");

    if (!file)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the truth cannot be written");
    fputs("entity,agency,local_id\n", file);
    for (int agency = 0; agency < DOLEN_REGION_AGENCIES; agency++)
        for (size_t i = 0; i < region->counts[agency]; i++) {
            const dolen_region_record *record = &region->records[agency][i];
            if (dolen_region_has(region, record))
                fprintf(file, "%c%u,%s,%s\n", record->is_address ? 'A' : 'P', (unsigned)record->index,
                        dolen_region_agency_code((dolen_region_agency)agency), record->local_id);
        }
    return dolen_region_feed_close(file, err);
}

static void write_changed(FILE *file, const dolen_region *region, int agency, int change)
{
    const char *comma = "";

    fprintf(file, "\"%s\":[", dolen_region_change_name((dolen_region_change)change));
    for (size_t i = 0; region->day == 2 && i < region->counts[agency]; i++)
        if (region->records[agency][i].change == change) {
            fprintf(file, "%s\"%s\"", comma, region->records[agency][i].local_id);
            comma = ",";
        }
    fputc(']', file);
}

dolen_status dolen_region_feed_changes(const dolen_region *region, const char *folder, dolen_err *err)
{
    FILE *file = dolen_region_feed_open(folder, "changes.json");

    if (!file)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the list of changes cannot be written");
    fprintf(file, "{\"day\":%d,\"agencies\":[", region->day);
    for (int agency = 0; agency < DOLEN_REGION_AGENCIES; agency++) {
        fprintf(file, "%s\n{\"agency\":\"%s\"", agency ? "," : "",
                dolen_region_agency_code((dolen_region_agency)agency));
        for (int change = DOLEN_REGION_NEW_EVENT; change < DOLEN_REGION_CHANGES; change++) {
            fputc(',', file);
            write_changed(file, region, agency, change);
        }
        fputc('}', file);
    }
    fputs("]}\n", file);
    return dolen_region_feed_close(file, err);
}
