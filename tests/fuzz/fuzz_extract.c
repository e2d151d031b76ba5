/* Any bytes as an extract: what is accepted yields, on the second pass, exactly the figures of the first. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "node/agency/extract/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static dolen_flag_kind kind_of(void *context, dolen_code code, dolen_subject subject)
{
    (void)context;
    (void)subject;
    return code.text[0] == 'I' ? DOLEN_FLAG_INVOLVEMENT : code.text[0] == 'E' ? DOLEN_FLAG_EVENT : DOLEN_FLAG_NONE;
}

static void check_entry(const dolen_extract_entry *entry)
{
    DOLEN_MUST(entry->local_id[0] && entry->flag_count > 0 && entry->flag_count <= DOLEN_RECORD_FLAGS);
    DOLEN_MUST(entry->subject != DOLEN_SUBJECT_NONE && entry->person.surname && entry->address.line);
    for (size_t i = 0; i < entry->flag_count; i++)
        DOLEN_MUST(dolen_flag_check(&entry->flags[i], 2026 * 12 + 10, NULL) == DOLEN_OK);
}

static void read_entries(dolen_extract *extract, const dolen_extract_figures *figures)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_EXTRACT_ARENA);
    dolen_extract_entry entry;
    uint64_t count = 0;
    uint64_t flags = 0;
    bool has = true;

    while (has) {
        DOLEN_MUST(dolen_extract_next(extract, arena, &entry, &has, NULL) == DOLEN_OK);
        if (!has)
            break;
        check_entry(&entry);
        count++;
        flags += entry.flag_count;
    }
    DOLEN_MUST(count == figures->people + figures->addresses && flags == figures->flags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const mappings[] = {"", "[extract]\nrejected-per-thousand = 1000\n",
                                           "[extract]\ndates = dmy\nencoding = windows-1252\nseparator = semicolon\n",
                                           "[extract]\ndates = compact\nrejected-per-thousand = 500\n"};
    const dolen_extract_rules rules = {.kind_of = kind_of, .today = {2026, 11, 20}};
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(4);
    dolen_mapping *read = NULL;
    dolen_extract *opened = NULL;
    dolen_extract_figures figures;
    char path[64];

    if (size < 1)
        return 0;
    const dolen_bytes text = dolen_bytes_of_string(mappings[data[0] % 4]);
    DOLEN_MUST(dolen_mapping_read_text("map", text, &read, problems, NULL) == DOLEN_OK);
    DOLEN_OWN(dolen_mapping, mapping) = read;
    const int file = memfd_create("extract", MFD_CLOEXEC);
    DOLEN_MUST(file >= 0 && write(file, data + 1, size - 1) == (ssize_t)(size - 1));
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    const dolen_status status = dolen_extract_open(path, mapping, &rules, &opened, &figures, problems, NULL);
    DOLEN_OWN(dolen_extract, extract) = opened;
    DOLEN_MUST((status == DOLEN_OK) == (extract != NULL));
    if (extract)
        read_entries(extract, &figures);
    close(file);
    return 0;
}
