#include "node/agency/extract/protection_list.h"

#include <stdlib.h>
#include <string.h>

#include "node/agency/extract/extract.h"
#include "node/agency/extract/manifest.h"
#include "node/base/file.h"
#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"

/* Room for the text and, at worst, a pointer for every two bytes of it. */
enum { ARENA_FACTOR = 6, ARENA_LEAST = 64 * 1024 };

static const char heading[] = "local_id";

struct dolen_protection_list {
    dolen_arena *arena;
    const char **ids; /* ascending */
    size_t count;
    dolen_digest digest;
};

typedef struct id_line {
    const char *id;
    size_t line;
} id_line;

/* One reading of a list. */
typedef struct reading {
    const char *source;
    dolen_problems *problems;
    size_t width;
    id_line *items;
    size_t count;
} reading;

void dolen_protection_list_free(dolen_protection_list *list)
{
    if (!list)
        return;
    dolen_arena_free(list->arena);
    free(list);
}

static int compare_lines(const void *a, const void *b)
{
    const id_line *left = a;
    const id_line *right = b;
    const int order = strcmp(left->id, right->id);

    return order ? order : (left->line > right->line) - (left->line < right->line);
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool has_control(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return true;
    return false;
}

/* Why a line is no id, NULL for one that is. */
static const char *fault_of(const char *text, size_t width)
{
    const size_t size = strlen(text);

    if (size == 0)
        return "an empty line where a local id is wanted";
    if (size > DOLEN_EXTRACT_LOCAL_ID)
        return "a local id has at most 64 bytes";
    if (has_control(text) || text[0] == ' ' || text[size - 1] == ' ')
        return "a local id stands alone on its line, without spaces around it or control characters";
    if (width && size != width)
        return "a local id of another length than the mapping says: leading zeros may be lost";
    return NULL;
}

static void take_line(reading *r, const char *text, size_t line)
{
    const char *fault =
        line == 1 ? (strcmp(text, heading) == 0 ? NULL : "the first line must be: local_id") : fault_of(text, r->width);

    if (fault)
        dolen_problems_append(r->problems, r->source, line, fault, NULL, NULL);
    else if (line > 1)
        r->items[r->count++] = (id_line){text, line};
}

/* Ends each line with a NUL; `text` is a copy of ours. */
static void take_lines(reading *r, char *text)
{
    for (size_t line = 1; *text; line++) {
        char *end = strchr(text, '\n');
        DOLEN_MUST(end != NULL);
        if (end > text && end[-1] == '\r')
            end[-1] = '\0';
        *end = '\0';
        take_line(r, text, line);
        text = end + 1;
    }
}

static dolen_status sort_ids(reading *r, dolen_protection_list *list, dolen_err *err)
{
    DOLEN_TRY(dolen_arena_take(list->arena, r->count + 1, sizeof *list->ids, (void *)&list->ids, err));
    if (r->count)
        qsort(r->items, r->count, sizeof *r->items, compare_lines);
    for (size_t i = 0; i < r->count; i++) {
        if (i && strcmp(r->items[i].id, r->items[i - 1].id) == 0)
            dolen_problems_add(r->problems, r->source, r->items[i].line, "this local id stands on the list before",
                               NULL, NULL);
        list->ids[i] = r->items[i].id;
    }
    list->count = r->count;
    return DOLEN_OK;
}

static dolen_status check_whole(const char *source, dolen_bytes text, dolen_problems *problems, dolen_err *err)
{
    if (text.size > DOLEN_PROTECTION_LIST_BYTES)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the list of protections is too long");
    if (!dolen_text_is_utf8((const char *)text.at, text.size)) {
        dolen_problems_add(problems, source, 0, "the list of protections is not UTF-8", NULL, NULL);
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the list of protections cannot be used");
    }
    if (text.size == 0 || text.at[text.size - 1] != '\n') {
        dolen_problems_add(problems, source, 0,
                           "the list of protections does not end with a whole line: is it cut off?", NULL, NULL);
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the list of protections cannot be used");
    }
    return DOLEN_OK;
}

dolen_status dolen_protection_list_read_text(const char *source, dolen_bytes text, size_t width,
                                             dolen_protection_list **out, dolen_problems *problems, dolen_err *err)
{
    DOLEN_OWN(dolen_protection_list, list) = dolen_memory_make(1, sizeof *list);
    const size_t before = dolen_problems_count(problems);
    reading r = {.source = source, .problems = problems, .width = width};

    *out = NULL;
    DOLEN_TRY(check_whole(source, text, problems, err));
    list->arena = dolen_arena_new(ARENA_LEAST + text.size * (ARENA_FACTOR + sizeof(id_line)));
    char *copy = dolen_arena_copy_string(list->arena, (const char *)text.at, text.size);
    if (!copy)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the list of protections is too long");
    DOLEN_TRY(dolen_arena_take(list->arena, text.size / 2 + 1, sizeof *r.items, (void *)&r.items, err));
    take_lines(&r, copy);
    DOLEN_TRY(sort_ids(&r, list, err));
    if (dolen_problems_count(problems) > before)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the list of protections cannot be used");
    list->digest = dolen_hash_sha256(text);
    *out = DOLEN_TAKE(list);
    return DOLEN_OK;
}

dolen_status dolen_protection_list_read(const char *path, size_t width, dolen_protection_list **out,
                                        dolen_problems *problems, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_PROTECTION_LIST_BYTES + ARENA_LEAST);
    dolen_bytes text;

    *out = NULL;
    DOLEN_TRY(dolen_file_read(arena, path, DOLEN_PROTECTION_LIST_BYTES, &text, err));
    return dolen_protection_list_read_text("protections", text, width, out, problems, err);
}

bool dolen_protection_list_has(const dolen_protection_list *list, const char *local_id)
{
    return list && list->count && bsearch(&local_id, list->ids, list->count, sizeof *list->ids, compare_ids);
}

size_t dolen_protection_list_count(const dolen_protection_list *list)
{
    return list ? list->count : 0;
}

dolen_digest dolen_protection_list_digest(const dolen_protection_list *list)
{
    return list ? list->digest : (dolen_digest){{0}};
}

dolen_status dolen_protection_list_path(const char *extract, char *out, size_t room, dolen_err *err)
{
    return dolen_manifest_beside(extract, ".protections", out, room, err);
}
