#include "node/agency/subject_marks.h"

#include <string.h>

dolen_status dolen_subject_marks_load(dolen_agency *agency, dolen_arena *arena, dolen_subject_marks *out,
                                      dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    *out = (dolen_subject_marks){0};
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_subject_store_marks(connection, arena, &out->items, &out->count, err);
}

/* The first mark of the key, or where it would stand: the list is in order. */
static size_t first_of(const dolen_subject_marks *marks, dolen_uuid key)
{
    size_t low = 0;
    size_t high = marks ? marks->count : 0;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (dolen_uuid_compare(marks->items[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_of(const dolen_subject_marks *marks, size_t place, dolen_uuid key)
{
    return marks && place < marks->count && dolen_uuid_same(marks->items[place].key, key);
}

dolen_withdrawal dolen_subject_marks_reason(const dolen_subject_marks *marks, dolen_uuid key)
{
    dolen_withdrawal reason = DOLEN_WITHDRAWN_GONE;

    for (size_t i = first_of(marks, key); is_of(marks, i, key); i++) {
        if (marks->items[i].kind == DOLEN_SUBJECT_ERASED)
            return DOLEN_WITHDRAWN_ERASED;
        if (marks->items[i].kind == DOLEN_SUBJECT_RESTRICTED)
            reason = DOLEN_WITHDRAWN_RESTRICTED;
    }
    return reason;
}

static bool disputes(const dolen_subject_mark *mark, const dolen_flag *flag)
{
    return mark->kind == DOLEN_SUBJECT_DISPUTED &&
           (dolen_code_is_empty(mark->code) || dolen_code_same(mark->code, flag->code));
}

dolen_status dolen_subject_marks_dispute(const dolen_subject_marks *marks, dolen_uuid key, dolen_arena *arena,
                                         dolen_extract_entry *entry, dolen_err *err)
{
    const size_t first = first_of(marks, key);
    dolen_flag *flags = NULL;

    if (!is_of(marks, first, key) || entry->flag_count == 0)
        return DOLEN_OK;
    DOLEN_TRY(dolen_arena_take(arena, entry->flag_count, sizeof *flags, (void *)&flags, err));
    memcpy(flags, entry->flags, entry->flag_count * sizeof *flags);
    for (size_t i = first; is_of(marks, i, key); i++)
        for (size_t k = 0; k < entry->flag_count; k++)
            flags[k].disputed = flags[k].disputed || disputes(&marks->items[i], &flags[k]);
    entry->flags = flags;
    return DOLEN_OK;
}
