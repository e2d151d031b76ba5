/**
 * The `dolen audit` commands that ask the agency's running node: receipt, alarms, reconcile, witness.
 *
 * Threads: the main thread.
 */
#ifndef DOLEN_NODE_TOOLS_AUDIT_NODE_H
#define DOLEN_NODE_TOOLS_AUDIT_NODE_H

#include <stdbool.h>

/** Is this one of them? */
bool dolen_audit_node_knows(const char *command);

/**
 * Run argv[0], which is one of them. 0 when done; 1 when refused, when `reconcile` found differences, or when `alarms`
 * shows an open one; 2 for wrong usage.
 */
int dolen_audit_node_run(int argc, char **argv);

#endif
