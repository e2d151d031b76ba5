/**
 * `dolen alerts list|show|take|done`: the inbox of alerts about watched records (IG-32), from the agency's running
 * node.
 */
#ifndef DOLEN_NODE_TOOLS_ALERTS_H
#define DOLEN_NODE_TOOLS_ALERTS_H

/** The tool; see tool.h for what it returns. DOLEN_TOOL_REFUSED when somebody else has the alert or has ended it. */
int dolen_tool_alerts(int argc, char **argv);

#endif
