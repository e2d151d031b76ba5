/**
 * A program's settings: a typed table, read from one strict configuration file.
 *
 *     static const dolen_setting broker_table[] = {
 *         {.section = "listen", .key = "address", .kind = DOLEN_SETTING_ADDRESS, .otherwise = "127.0.0.1:8443",
 *          .help = "where agencies connect", .offset = offsetof(broker_settings, listen)},
 *         {0},
 *     };
 *
 * The file is base/sections.h text. An unknown section or key, a missing required one or an ill-formed value is a
 * problem with file, line and the nearest name. A relative path is relative to the configuration file's folder. A value
 * of the forms "credential:NAME" for a path is the file NAME of the service manager's credentials folder.
 * Owns: every text it hands out, until dolen_settings_free. Secrets: only their paths; settings hold no secret.
 * Threads: any, once read.
 */
#ifndef DOLEN_NODE_RUNTIME_SETTINGS_H
#define DOLEN_NODE_RUNTIME_SETTINGS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "node/base/own.h"
#include "node/base/problems.h"
#include "node/base/sections.h"
#include "node/base/status.h"

/** What a value must look like, and the C type that dolen_settings_bind writes. */
typedef enum dolen_setting_kind {
    DOLEN_SETTING_TEXT = 1,    /**< const char *: any text */
    DOLEN_SETTING_CODE,        /**< const char *: letters, digits, dots, dashes, underscores; at most 23 */
    DOLEN_SETTING_PATH,        /**< const char *: an absolute path that need not exist yet */
    DOLEN_SETTING_FILE,        /**< const char *: an absolute path of a file that must be readable */
    DOLEN_SETTING_SECRET_FILE, /**< const char *: the same, readable by its owner alone */
    DOLEN_SETTING_FOLDER,      /**< const char *: an absolute path of a folder that must exist */
    DOLEN_SETTING_NUMBER,      /**< int64_t: a decimal number from `least` to `most` */
    DOLEN_SETTING_SIZE,        /**< int64_t: bytes, as 512, 64 KiB or 8 MiB, from `least` to `most` */
    DOLEN_SETTING_DURATION,    /**< int64_t: milliseconds, as 500 ms, 30 s, 5 min, 2 h or 7 d, from `least` to `most` */
    DOLEN_SETTING_ADDRESS,     /**< const char *: host:port, [v6]:port, unix:PATH (made absolute) or systemd:NAME */
    DOLEN_SETTING_SWITCH,      /**< bool: yes or no */
    DOLEN_SETTING_LIST,        /**< dolen_setting_list: items divided by commas */
} dolen_setting_kind;

/** A list of texts. */
typedef struct dolen_setting_list {
    const char *const *items;
    size_t count;
} dolen_setting_list;

/** One row of the table. The table ends with a row whose `section` is NULL. */
typedef struct dolen_setting {
    const char *section; /**< "listen"; or "holder *": any number of sections [holder NAME], read by the getters only */
    const char *key;
    dolen_setting_kind kind;
    const char *otherwise; /**< the value when left out; NULL: it is required; "": it may be left out and is then NULL,
                                0, false or an empty list */
    int64_t least;         /**< for numbers, sizes and durations; both 0: any that is not negative */
    int64_t most;
    const char *help; /**< one line for the reference */
    size_t offset;    /**< where dolen_settings_bind writes the value; unused for "holder *" sections */
} dolen_setting;

typedef struct dolen_settings dolen_settings;

/**
 * Read `path` against `tables`, a NULL-terminated list of tables. Each mistake is added to `problems`.
 * DOLEN_E_INPUT if there is any, DOLEN_E_ABSENT or DOLEN_E_SYSTEM if the file cannot be read. The caller frees `*out`;
 * it keeps references to the tables.
 */
DOLEN_CHECKED dolen_status dolen_settings_read(const char *path, const dolen_setting *const *tables,
                                               dolen_settings **out, dolen_problems *problems, dolen_err *err);

/** The same from `text`, as if it were the file `path`, which need not exist (for tests and fuzzing). */
DOLEN_CHECKED dolen_status dolen_settings_read_text(const char *path, dolen_bytes text,
                                                    const dolen_setting *const *tables, dolen_settings **out,
                                                    dolen_problems *problems, dolen_err *err);

/** Free settings and all texts they handed out; NULL is fine. */
void dolen_settings_free(dolen_settings *settings);
DOLEN_OWNED(dolen_settings);

/** Write every value of `table` (one of those read with; without its "x *" sections) into `structure`. */
void dolen_settings_bind(const dolen_settings *settings, const dolen_setting *table, void *structure);

/** The file the settings were read from. */
const char *dolen_settings_path(const dolen_settings *settings);

/** The names of the sections of a type, in the file's order: "one", "two" for [holder one] and [holder two]. */
dolen_setting_list dolen_settings_names(const dolen_settings *settings, const char *type);

/**
 * One value by section type, section name ("" for a plain section) and key. The table must have a row of that kind
 * (aborts otherwise: a mistake of the program). A setting left out gives its default.
 */
const char *dolen_settings_text(const dolen_settings *settings, const char *type, const char *name, const char *key);
int64_t dolen_settings_number(const dolen_settings *settings, const char *type, const char *name, const char *key);
bool dolen_settings_switch(const dolen_settings *settings, const char *type, const char *name, const char *key);
dolen_setting_list dolen_settings_list(const dolen_settings *settings, const char *type, const char *name,
                                       const char *key);

/** Print the reference of the tables as Markdown: one heading a section, one row a key. */
void dolen_settings_print_reference(const char *title, const dolen_setting *const *tables, FILE *out);

#endif
