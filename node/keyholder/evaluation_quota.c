#include "node/keyholder/evaluation_quota.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/clock.h"
#include "node/base/cursor.h"
#include "node/base/file.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/base/sections.h"
#include "node/base/text.h"

enum { LINE = DOLEN_CODE_SIZE + 32, LEAST_BLOCK = 256 };

typedef struct tally {
    dolen_code agency;
    uint64_t spent;
    uint64_t reserved; /* what the file says; at least `spent` */
} tally;

struct dolen_evaluation_quota {
    pthread_mutex_t lock;
    char *path;
    uint64_t daily;
    uint64_t block;
    int64_t day; /* dolen_day_number */
    size_t count;
    size_t room;
    tally *tallies;
};

static size_t text_limit(const dolen_evaluation_quota *quota)
{
    return (quota->room + 2) * LINE;
}

static tally *find(dolen_evaluation_quota *quota, dolen_code agency)
{
    for (size_t i = 0; i < quota->count; i++)
        if (dolen_code_same(quota->tallies[i].agency, agency))
            return &quota->tallies[i];
    return NULL;
}

/* Key names of a section are letters, digits, dots, dashes and underscores, as codes are. */
static dolen_status write_counts(const dolen_evaluation_quota *quota, dolen_err *err)
{
    DOLEN_FREED char *text = dolen_memory_make(text_limit(quota), 1);
    dolen_writer writer = dolen_writer_of(text, text_limit(quota));
    char day[DOLEN_DAY_TEXT];
    char line[LINE];

    dolen_day_write(dolen_day_from_number(quota->day), day);
    snprintf(line, sizeof line, "[evaluations %s]\n", day);
    dolen_writer_add(&writer, dolen_bytes_of_string(line));
    for (size_t i = 0; i < quota->count; i++) {
        snprintf(line, sizeof line, "%s = %llu\n", quota->tallies[i].agency.text,
                 (unsigned long long)quota->tallies[i].reserved);
        dolen_writer_add(&writer, dolen_bytes_of_string(line));
    }
    DOLEN_MUST(!writer.failed);
    return dolen_file_write(quota->path, dolen_writer_bytes(&writer), 0600, err);
}

static dolen_status read_section(dolen_evaluation_quota *quota, const dolen_section *section, dolen_err *err)
{
    dolen_day day;

    DOLEN_TRY(dolen_day_read(section->name, &day, err));
    quota->day = dolen_day_number(day);
    if (section->count > quota->room)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "too many agencies in the file of evaluation counts");
    for (size_t i = 0; i < section->count; i++) {
        const dolen_entry *entry = &section->entries[i];
        tally *one = &quota->tallies[i];
        DOLEN_TRY(dolen_code_read(entry->key, strlen(entry->key), &one->agency, err));
        DOLEN_TRY(dolen_text_to_number(entry->value, UINT64_MAX / 2, &one->reserved, err));
        one->spent = one->reserved;
    }
    quota->count = section->count;
    return DOLEN_OK;
}

static dolen_status read_counts(dolen_evaluation_quota *quota, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(8 * text_limit(quota));
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(1);
    dolen_sections sections;
    dolen_bytes text;

    const dolen_status read = dolen_file_read(arena, quota->path, text_limit(quota), &text, err);
    if (read == DOLEN_E_ABSENT)
        return DOLEN_OK;
    if (read != DOLEN_OK)
        return read;
    const bool well_formed = dolen_sections_read(arena, quota->path, text, &sections, problems, NULL) == DOLEN_OK &&
                             sections.count == 1 && dolen_text_same(sections.items[0].type, "evaluations") &&
                             read_section(quota, &sections.items[0], NULL) == DOLEN_OK;
    if (!well_formed)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the file of evaluation counts is damaged: remove it to start at zero");
    return DOLEN_OK;
}

dolen_status dolen_evaluation_quota_open(const dolen_evaluation_quota_options *options, dolen_evaluation_quota **out,
                                         dolen_err *err)
{
    DOLEN_OWN(dolen_evaluation_quota, quota) = dolen_memory_make(1, sizeof *quota);

    *out = NULL;
    DOLEN_MUST(pthread_mutex_init(&quota->lock, NULL) == 0);
    quota->path = dolen_memory_copy_string(options->path);
    quota->room = options->room ? options->room : DOLEN_EVALUATION_AGENCIES;
    quota->tallies = dolen_memory_make(quota->room, sizeof *quota->tallies);
    quota->daily = options->daily;
    quota->block = options->block ? options->block : options->daily / 64;
    if (quota->block < LEAST_BLOCK && !options->block)
        quota->block = LEAST_BLOCK;
    const dolen_status read = read_counts(quota, err);
    if (read != DOLEN_OK) {
        quota->count = 0;
        quota->day = 0;
        return read;
    }
    *out = DOLEN_TAKE(quota);
    return DOLEN_OK;
}

/* Give back what was reserved and not spent. */
static void settle(dolen_evaluation_quota *quota)
{
    dolen_err err = {.what = NULL};
    bool changed = false;

    for (size_t i = 0; i < quota->count; i++) {
        changed |= quota->tallies[i].reserved != quota->tallies[i].spent;
        quota->tallies[i].reserved = quota->tallies[i].spent;
    }
    if (changed && write_counts(quota, &err) != DOLEN_OK)
        dolen_log_warning("the exact evaluation counts could not be written; reserved ones stand",
                          dolen_field_reason(&err), dolen_field_os_error(err.os_error));
}

void dolen_evaluation_quota_free(dolen_evaluation_quota *quota)
{
    if (!quota)
        return;
    settle(quota);
    pthread_mutex_destroy(&quota->lock);
    free(quota->path);
    free(quota->tallies);
    free(quota);
}

static void start_day(dolen_evaluation_quota *quota, int64_t now)
{
    const int64_t today = dolen_day_number(dolen_day_of(now));

    if (today <= quota->day)
        return;
    quota->day = today;
    quota->count = 0;
}

static dolen_status take(dolen_evaluation_quota *quota, dolen_code agency, uint64_t count, dolen_err *err)
{
    tally *mine = find(quota, agency);

    if (!mine && quota->count == quota->room)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "more names than are counted");
    if (!mine) {
        mine = &quota->tallies[quota->count++];
        *mine = (tally){.agency = agency};
    }
    if (count > quota->daily || mine->spent > quota->daily - count)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the agency's evaluations for today are used up");
    if (mine->spent + count > mine->reserved) {
        const uint64_t before = mine->reserved;
        mine->reserved = mine->spent + count + quota->block;
        const dolen_status written = write_counts(quota, err);
        if (written != DOLEN_OK) {
            mine->reserved = before;
            return written;
        }
    }
    mine->spent += count;
    return DOLEN_OK;
}

dolen_status dolen_evaluation_quota_take(dolen_evaluation_quota *quota, dolen_code agency, uint64_t count, int64_t now,
                                         dolen_err *err)
{
    pthread_mutex_lock(&quota->lock);
    start_day(quota, now);
    const dolen_status status = take(quota, agency, count, err);
    pthread_mutex_unlock(&quota->lock);
    return status;
}

uint64_t dolen_evaluation_quota_spent(dolen_evaluation_quota *quota, dolen_code agency)
{
    pthread_mutex_lock(&quota->lock);
    const tally *mine = find(quota, agency);
    const uint64_t spent = mine ? mine->spent : 0;
    pthread_mutex_unlock(&quota->lock);
    return spent;
}
