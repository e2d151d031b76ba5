/**
 * Small things that tools do with JSON documents.
 *
 * Threads: one document belongs to one thread.
 */
#ifndef DOLEN_NODE_TOOLS_DOCUMENT_H
#define DOLEN_NODE_TOOLS_DOCUMENT_H

#include <jansson.h>

/** The text of a member, borrowed from the object; "" when there is none or it is no text. */
const char *dolen_document_text(const json_t *object, const char *name);

/** Add a text to an object; nothing for NULL or "". */
void dolen_document_add(json_t *object, const char *name, const char *value);

#endif
