/**
 * Is a template well-formed HTML, and is each substitution in a place where it can be escaped?
 *
 * Owns: nothing. Threads: one at a time.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_COMPILER_TEMPLATE_MARKUP_H
#define DOLEN_NODE_AGENCY_WEB_COMPILER_TEMPLATE_MARKUP_H

#include "node/agency/web/compiler/template.h"

/**
 * Walk the template as an HTML parser would and set the context of every value and message. Needs
 * dolen_template_names_check first. Reports: event handlers (`on...`), `style` and `srcdoc` attributes; unquoted
 * attribute values; substitutions in a script, style, comment, tag name, attribute name or unquoted value, or between
 * attributes; scripts with content, and style, iframe, object, embed and base elements; URLs that lead off this site or
 * begin with a value that is no url; blocks that end in another place of the markup than they began; elements that are
 * not closed in order. DOLEN_E_INPUT if there was a problem.
 */
DOLEN_CHECKED dolen_status dolen_template_markup_check(dolen_template *template, dolen_problems *problems,
                                                       dolen_err *err);

#endif
