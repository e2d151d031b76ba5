/** `dolen match explain`: how a person or an address is normalised, which keys it has, and why two records agree. */
#ifndef DOLEN_NODE_TOOLS_MATCH_H
#define DOLEN_NODE_TOOLS_MATCH_H

/** The tool; see tool.h for what it returns. Prints personal data that was typed, to a person at a terminal. */
int dolen_tool_match(int argc, char **argv);

#endif
