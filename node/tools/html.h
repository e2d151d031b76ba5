/**
 * Text inside an HTML document that a tool writes.
 *
 * Threads: any.
 */
#ifndef DOLEN_NODE_TOOLS_HTML_H
#define DOLEN_NODE_TOOLS_HTML_H

#include <stdio.h>

/** Write text so that nothing in it can become markup, between elements or inside a quoted attribute. */
void dolen_html_put(FILE *out, const char *text);

#endif
