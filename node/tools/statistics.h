/** `dolen statistics list|show|export`: the partnership's published statistics, through the running node (IG-36). */
#ifndef DOLEN_NODE_TOOLS_STATISTICS_H
#define DOLEN_NODE_TOOLS_STATISTICS_H

/** The tool; see tool.h for what it returns. */
int dolen_tool_statistics(int argc, char **argv);

#endif
