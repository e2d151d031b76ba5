/** What the parts of the settings reader share. */
#ifndef DOLEN_NODE_RUNTIME_SETTINGS_INTERNAL_H
#define DOLEN_NODE_RUNTIME_SETTINGS_INTERNAL_H

#include "node/runtime/settings.h"

/** A value as read; which member holds it follows from the row's kind. */
typedef struct setting_value {
    const dolen_setting *row;
    const char *name; /**< of the section; "" for a plain one */
    const char *text;
    int64_t number;
    bool on;
    dolen_setting_list list;
} setting_value;

/** Where problems are reported and relative paths begin. */
typedef struct setting_place {
    dolen_arena *arena;
    dolen_problems *problems;
    const char *source;
    const char *folder; /**< of the configuration file, absolute */
    size_t line;
} setting_place;

/** The length of the section type of "holder *" or "listen", and whether it stands for named sections. */
size_t dolen_settings_type_size(const dolen_setting *row);
bool dolen_settings_is_named(const dolen_setting *row);

/**
 * Read `text` as the row's kind into `value`; a mistake is added to the problems. DOLEN_E_LIMIT when the arena is too
 * small.
 */
DOLEN_CHECKED dolen_status dolen_settings_read_value(const setting_place *place, const dolen_setting *row,
                                                     const char *text, setting_value *value, dolen_err *err);

#endif
