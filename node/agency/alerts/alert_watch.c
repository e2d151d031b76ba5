#include "node/agency/alerts/alert_watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"

enum { FIRST = 64, NAME = 1024 };

struct dolen_alert_watch {
    const dolen_rules *rules;
    dolen_code type;
    dolen_day today;
    dolen_watched *list; /* each with texts of its own */
    size_t count;
    size_t room;
};

dolen_alert_watch *dolen_alert_watch_new(const dolen_rules *rules, dolen_code type, dolen_day today)
{
    dolen_alert_watch *watch = dolen_memory_make(1, sizeof *watch);

    watch->rules = rules;
    watch->type = type;
    watch->today = today;
    return watch;
}

static void drop(const char *text)
{
    char *own = (char *)(uintptr_t)text;

    dolen_memory_wipe(own, strlen(own));
    free(own);
}

void dolen_alert_watch_free(dolen_alert_watch *watch)
{
    if (!watch)
        return;
    for (size_t i = 0; i < watch->count; i++) {
        drop(watch->list[i].local_id);
        drop(watch->list[i].name);
    }
    free(watch->list);
    free(watch);
}

/* Forenames and surname as the extract has them; cut where they are longer than anybody's. */
static char *name_of(const dolen_person *person)
{
    char name[NAME];
    const char *space = *person->forenames && *person->surname ? " " : "";

    snprintf(name, sizeof name, "%s%s%s", person->forenames, space, person->surname);
    char *copy = dolen_memory_copy_string(name);
    dolen_memory_wipe(name, sizeof name);
    return copy;
}

static void add(dolen_alert_watch *watch, const dolen_extract_entry *entry, dolen_uuid key, dolen_code code)
{
    if (watch->count == watch->room) {
        watch->room = watch->room ? 2 * watch->room : FIRST;
        watch->list = dolen_memory_resize(watch->list, watch->room, sizeof *watch->list);
    }
    watch->list[watch->count++] = (dolen_watched){.key = key,
                                                  .watch = code,
                                                  .local_id = dolen_memory_copy_string(entry->local_id),
                                                  .name = name_of(&entry->person),
                                                  .team = entry->contact ? entry->contact : 1};
}

void dolen_alert_watch_note(dolen_alert_watch *watch, const dolen_extract_entry *entry, dolen_uuid key)
{
    size_t count = 0;
    const dolen_watch *watches = dolen_rules_all_watches(watch->rules, &count);

    if (entry->subject != DOLEN_SUBJECT_PERSON)
        return;
    for (size_t i = 0; i < count; i++)
        if (dolen_policy_watch_covers(&watches[i], watch->type, entry->flags, entry->flag_count, watch->today))
            add(watch, entry, key, watches[i].code);
}

const dolen_watched *dolen_alert_watch_list(const dolen_alert_watch *watch, size_t *count)
{
    *count = watch->count;
    return watch->list;
}

dolen_status dolen_alert_watch_save(const dolen_alert_watch *watch, dolen_pool *pool, dolen_err *err)
{
    return dolen_watched_store_replace(pool, watch->list, watch->count, err);
}
