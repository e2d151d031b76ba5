/** What the commands of `dolen rules` share; for rules.c and its neighbours only. */
#ifndef DOLEN_NODE_TOOLS_RULES_INTERNAL_H
#define DOLEN_NODE_TOOLS_RULES_INTERNAL_H

#include <jansson.h>

#include "governance/policy/policy.h"

/** The command line. Texts are NULL when not given. */
typedef struct dolen_rules_options {
    const char *folder, *second, *purpose, *role, *from, *from_type, *to, *to_type, *code, *subject, *level, *age,
        *urgent, *day, *language, *format, *out, *templates, *watch;
    bool no_case, no_consent, no_decision_maker, no_authoriser, shielded, probable, json, refuse_more;
} dolen_rules_options;

/** The command's exit codes are those of tool.h. */
int dolen_rules_explain(const dolen_rules_options *with);
int dolen_rules_matrix(const dolen_rules_options *with);
int dolen_rules_compare(const dolen_rules_options *with);
int dolen_rules_papers(const dolen_rules_options *with);

/** Load a folder, with its mistakes on standard error. NULL on failure, with `err` filled. */
dolen_rules *dolen_rules_open(const char *folder, dolen_err *err);

/** Is the Welsh language asked for? */
bool dolen_rules_is_welsh(const dolen_rules_options *with);

/** The text in the language. */
const char *dolen_rules_say(dolen_words words, bool welsh);

/** The set's digest in hexadecimal. */
void dolen_rules_hex(const dolen_rules *rules, char out[2 * DOLEN_DIGEST_SIZE + 1]);

/** Print a document and let it go; an exit code. */
int dolen_rules_print_json(json_t *document);

#endif
