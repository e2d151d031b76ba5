/**
 * What the data-protection officer's commands print: lists of searches, steps with alerts and readings, one search in
 * full.
 *
 * Everything that people typed goes through dolen_printable. Threads: any; standard output is the process's.
 */
#ifndef DOLEN_NODE_TOOLS_AUDIT_PRINT_H
#define DOLEN_NODE_TOOLS_AUDIT_PRINT_H

#include <jansson.h>

/** Searches, one a line, how many there are in all, and where the list goes on. */
void dolen_audit_print_list(const json_t *document);

/** One search in full. */
void dolen_audit_print_entry(const json_t *document);

/** What staff did with alerts, one step a line. */
void dolen_audit_print_alert_steps(const json_t *document);

/** Who read the log, one reading a line. */
void dolen_audit_print_readings(const json_t *document);

#endif
