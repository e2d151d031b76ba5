/**
 * Checked templates as C: one structure per record and one function per template.
 *
 * Owns: nothing. Threads: one at a time.
 */
#ifndef DOLEN_NODE_AGENCY_WEB_COMPILER_TEMPLATE_OUTPUT_H
#define DOLEN_NODE_AGENCY_WEB_COMPILER_TEMPLATE_OUTPUT_H

#include <stdio.h>

#include "node/agency/web/compiler/template.h"

/** Write the header: `dolen_view_...` structures and `dolen_render_...` functions. */
void dolen_template_output_header(const dolen_template *templates, FILE *out);

/** Write the source that implements the header. */
void dolen_template_output_source(dolen_template *templates, FILE *out);

#endif
