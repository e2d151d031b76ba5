/**
 * `dolen audit`: checking the ledger offline, and fetching it.
 *
 *     dolen audit verify --log FOLDER [--earlier FILE] TRUST [--json]   a downloaded log, whole
 *     dolen audit verify --checkpoint FILE TRUST [--json]               a signed checkpoint alone
 *     dolen audit verify --receipt FILE [--leaf HEX] TRUST [--json]     one entry's receipt (.tlog-proof)
 *     dolen audit show --receipt FILE TRUST                             the entry of a receipt that verifies, as JSON
 *     dolen audit download --url unix:SOCKET [--prefix /v1/ledger] --out FOLDER
 *
 * TRUST is --policy FILE (C2SP tlog-policy) or --key VKEY (this log, no witness). Threads: the main thread.
 */
#ifndef DOLEN_NODE_TOOLS_AUDIT_H
#define DOLEN_NODE_TOOLS_AUDIT_H

/** Run the command; argv[0] is "audit". Exit codes as in tool.h: found wanting is 1. */
int dolen_tool_audit(int argc, char **argv);

#endif
