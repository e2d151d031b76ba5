/**
 * Do the names in a set of templates mean something, and is everything that is declared used?
 *
 * Owns: nothing. Threads: one at a time.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_COMPILER_TEMPLATE_NAMES_H
#define DOLEN_NODE_AGENCY_WEB_COMPILER_TEMPLATE_NAMES_H

#include "node/agency/web/compiler/catalogue.h"
#include "node/agency/web/compiler/template.h"

/**
 * Resolve every path, message, include and layout of all `templates`, and set each node's type. Reports: values, lists,
 * records, templates and messages that are not declared; a list or record used where a value is needed; two records or
 * two templates with one name; fields that nothing uses; includes that lead back to themselves. DOLEN_E_INPUT if there
 * was a problem.
 */
DOLEN_CHECKED dolen_status dolen_template_names_check(dolen_template *templates, const dolen_catalogue *catalogue,
                                                      dolen_problems *problems, dolen_err *err);

#endif
