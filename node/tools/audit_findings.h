/**
 * `dolen audit findings`: what is unusual in how staff use the search, and closing it with a reason.
 *
 * Threads: the main thread.
 */
#ifndef DOLEN_NODE_TOOLS_AUDIT_FINDINGS_H
#define DOLEN_NODE_TOOLS_AUDIT_FINDINGS_H

/** dolen audit findings [close NUMBER] ...; an exit code. */
int dolen_audit_findings(int argc, char **argv);

#endif
