/**
 * `dolen subject`: data subjects' rights, for the agency's data-protection officer, through its running node.
 *
 *     dolen subject report --config FILE --user U --case REF (--surname ... | --local-id ID --extract CSV)
 *                          [--apply LIST] [--waive LIST] [--format text|json|document] [--out FILE]
 *     dolen subject restrict|erase --config FILE --user U --case REF --local-id ID [--now]
 *     dolen subject lift|dispute|resolve --config FILE --user U --case REF --local-id ID [--code CODE]
 *     dolen subject list --config FILE --user U --case REF
 *
 * Threads: the main thread.
 */
#ifndef DOLEN_NODE_TOOLS_SUBJECT_H
#define DOLEN_NODE_TOOLS_SUBJECT_H

#include <jansson.h>
#include <stdio.h>

/** Run the command; argv[0] is "subject". Exit codes as in tool.h. */
int dolen_tool_subject(int argc, char **argv);

/** Write a report as text for a terminal, in English. */
void dolen_subject_text_write(const json_t *report, FILE *out);

/**
 * Write a report as one HTML document to be printed and handed over, in English and Welsh. It names no member of staff,
 * and says under which exemptions something was left out, not how much.
 */
void dolen_subject_document_write(const json_t *report, FILE *out);

#endif
