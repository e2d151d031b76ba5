#include "node/agency/extract/manifest.h"

#include <string.h>

#include "node/base/file.h"
#include "node/base/sections.h"
#include "node/base/text.h"

enum { BYTES = 16 * 1024, ARENA = 512 * 1024 };

static void complain(const dolen_sections *file, const dolen_section *section, const char *key, bool is_right,
                     dolen_problems *problems)
{
    const dolen_entry *entry = dolen_section_find(section, key);

    if (!is_right)
        dolen_problems_add(problems, file->source, entry ? entry->line : section->line,
                           "missing or not of the form it must have", key, NULL);
}

static bool read_instant(const char *text, int64_t *out)
{
    dolen_day day;

    if (dolen_instant_read(text, out, NULL) == DOLEN_OK)
        return true;
    if (dolen_day_read(text, &day, NULL) != DOLEN_OK)
        return false;
    *out = dolen_day_number(day) * 24 * 60 * 60 * 1000;
    return true;
}

static void read_section(const dolen_sections *file, const dolen_section *section, dolen_manifest *out,
                         dolen_problems *problems)
{
    static const char *const known[] = {"agency", "rows", "records", "sha256", "as_of", "protections", NULL};
    const char *agency = dolen_section_value(section, "agency", "");
    const char *records = dolen_section_value(section, "records", NULL);
    const char *digest = dolen_section_value(section, "sha256", "");
    const char *protections = dolen_section_value(section, "protections", NULL);

    dolen_section_check_keys(file, section, known, problems);
    complain(file, section, "agency",
             agency[0] && dolen_text_copy(out->agency, sizeof out->agency, agency, NULL) == DOLEN_OK, problems);
    complain(file, section, "rows",
             dolen_text_to_number(dolen_section_value(section, "rows", ""), UINT32_MAX, &out->rows, NULL) == DOLEN_OK,
             problems);
    out->has_records = records != NULL;
    complain(file, section, "records",
             !records || dolen_text_to_number(records, UINT32_MAX, &out->records, NULL) == DOLEN_OK, problems);
    complain(file, section, "sha256",
             dolen_bytes_from_hex(digest, strlen(digest), out->digest.bytes, DOLEN_DIGEST_SIZE, NULL) == DOLEN_OK,
             problems);
    out->has_protections = protections != NULL;
    complain(file, section, "protections",
             !protections || dolen_bytes_from_hex(protections, strlen(protections), out->protections.bytes,
                                                  DOLEN_DIGEST_SIZE, NULL) == DOLEN_OK,
             problems);
    complain(file, section, "as_of", read_instant(dolen_section_value(section, "as_of", ""), &out->as_of), problems);
}

dolen_status dolen_manifest_read_text(const char *source, dolen_bytes text, dolen_manifest *out,
                                      dolen_problems *problems, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const size_t before = dolen_problems_count(problems);
    dolen_sections file = {0};

    memset(out, 0, sizeof *out);
    if (text.size > BYTES)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a manifest is a short file");
    DOLEN_TRY(dolen_sections_read(arena, source, text, &file, problems, err));
    const dolen_section *section = dolen_sections_find(&file, "manifest", "");
    if (!section || file.count != 1) {
        dolen_problems_add(problems, source, 0, "a manifest has one section and no other", "manifest", NULL);
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the manifest is malformed");
    }
    read_section(&file, section, out, problems);
    if (dolen_problems_count(problems) > before)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the manifest is malformed");
    return DOLEN_OK;
}

dolen_status dolen_manifest_read(const char *path, dolen_manifest *out, dolen_problems *problems, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    dolen_bytes text;

    memset(out, 0, sizeof *out);
    DOLEN_TRY(dolen_file_read(arena, path, BYTES, &text, err));
    return dolen_manifest_read_text(path, text, out, problems, err);
}

dolen_status dolen_manifest_path(const char *extract, char *out, size_t room, dolen_err *err)
{
    return dolen_manifest_beside(extract, ".manifest", out, room, err);
}

dolen_status dolen_manifest_beside(const char *extract, const char *wanted, char *out, size_t room, dolen_err *err)
{
    static const char ending[] = ".csv";
    const size_t longer = strlen(wanted) + 1;
    size_t size = strlen(extract);

    if (size > sizeof ending - 1 && strcmp(extract + size - (sizeof ending - 1), ending) == 0)
        size -= sizeof ending - 1;
    out[0] = '\0';
    if (size + longer > room)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the name of the file is too long");
    memcpy(out, extract, size);
    memcpy(out + size, wanted, longer);
    return DOLEN_OK;
}
