/**
 * A page template as a tree: what the template compiler works on.
 *
 * A template is HTML with directives in braces:
 *
 *     {layout frame}                 the page is rendered where frame.html says {content}
 *     {record search}                the values that a caller gives; the one named like the file is the template's own
 *         text   case_reference      type and name, one per line
 *         list   choice purposes
 *     {end}
 *     {case_reference}               a value, escaped for where it stands
 *     {t:search.title}               a message in the reader's language
 *     {if purposes} .. {else} .. {end}      also {if not purposes}
 *     {each purpose in purposes} {purpose.name} {end}
 *     {include choice purpose}       render choice.html with a value of its record
 *     {* a remark that is left out *}
 *
 * Types: text, both (English and Welsh text), number, flag, url (a path on this site), message, `one RECORD` and
 * `list RECORD`. There is no form that writes a value without escaping it.
 * Owns: all nodes live in the arena given. Threads: one at a time.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_COMPILER_TEMPLATE_H
#define DOLEN_NODE_AGENCY_WEB_COMPILER_TEMPLATE_H

#include "node/base/arena.h"
#include "node/base/bytes.h"
#include "node/base/problems.h"

typedef enum dolen_template_type {
    DOLEN_TEMPLATE_UNKNOWN = 0,
    DOLEN_TEMPLATE_TEXT,
    DOLEN_TEMPLATE_BOTH,
    DOLEN_TEMPLATE_NUMBER,
    DOLEN_TEMPLATE_FLAG,
    DOLEN_TEMPLATE_URL,
    DOLEN_TEMPLATE_MESSAGE_ID,
    DOLEN_TEMPLATE_ONE,
    DOLEN_TEMPLATE_LIST,
} dolen_template_type;

typedef struct dolen_template_field {
    dolen_template_type type;
    const char *record; /**< of `one` and `list`, else NULL */
    const char *name;
    size_t line;
    bool used; /**< set by dolen_template_names_check */
    struct dolen_template_field *next;
} dolen_template_field;

typedef struct dolen_template_record {
    const char *name;
    const char *source; /**< file name, for problems */
    size_t line;
    dolen_template_field *fields;
    struct dolen_template_record *next;
} dolen_template_record;

typedef enum dolen_template_node_kind {
    DOLEN_TEMPLATE_MARKUP,  /**< text: HTML as it stands */
    DOLEN_TEMPLATE_VALUE,   /**< text: a path such as "card.team" */
    DOLEN_TEMPLATE_MESSAGE, /**< text: a message id */
    DOLEN_TEMPLATE_IF,      /**< text: a path */
    DOLEN_TEMPLATE_EACH,    /**< text: a path to a list; variable: the item's name */
    DOLEN_TEMPLATE_INCLUDE, /**< text: a template's name; variable: a path to its record, or NULL for the own one */
    DOLEN_TEMPLATE_CONTENT,
} dolen_template_node_kind;

/** Where a value or message stands, which decides how it is escaped. Set by dolen_template_markup_check. */
typedef enum dolen_template_context {
    DOLEN_TEMPLATE_IN_NOTHING = 0,
    DOLEN_TEMPLATE_IN_TEXT,
    DOLEN_TEMPLATE_IN_ATTRIBUTE,
    DOLEN_TEMPLATE_IN_URL_START, /**< the value gives the beginning of a URL */
    DOLEN_TEMPLATE_IN_URL_PART,
} dolen_template_context;

typedef struct dolen_template_node {
    dolen_template_node_kind kind;
    const char *text;
    const char *variable;
    bool negated; /**< of an if */
    size_t line;
    dolen_template_type type;       /**< of the path; set by dolen_template_names_check */
    const char *record;             /**< of the path, when it leads to a record or list */
    dolen_template_context context; /**< of a value or message */
    struct dolen_template_node *body;
    struct dolen_template_node *otherwise; /**< of an if */
    struct dolen_template_node *next;
} dolen_template_node;

typedef struct dolen_template {
    const char *source; /**< file name, for problems */
    const char *name;   /**< of the file, without folder and ".html" */
    const char *layout; /**< NULL when it has none */
    size_t layout_line;
    dolen_template_record *records;
    dolen_template_node *body;
    bool is_layout; /**< it says {content} */
    struct dolen_template *next;
} dolen_template;

/**
 * Parse one template. `source` is its path and is kept by reference. Mistakes go to `problems` with their line;
 * DOLEN_E_INPUT if there was any, DOLEN_E_LIMIT if the arena is too small.
 */
DOLEN_CHECKED dolen_status dolen_template_read(dolen_arena *arena, const char *source, dolen_bytes text,
                                               dolen_template **out, dolen_problems *problems, dolen_err *err);

/** The template with this name in a list, or NULL. */
dolen_template *dolen_template_find(dolen_template *list, const char *name);

/** The record with this name in any template of a list, or NULL. */
dolen_template_record *dolen_template_find_record(dolen_template *list, const char *name);

#endif
