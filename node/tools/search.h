/** `dolen search person|address`: ask through the agency's running node. */
#ifndef DOLEN_NODE_TOOLS_SEARCH_H
#define DOLEN_NODE_TOOLS_SEARCH_H

/** The tool; see tool.h for what it returns. */
int dolen_tool_search(int argc, char **argv);

#endif
