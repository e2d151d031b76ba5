/** `dolen extract check`: would this extract be accepted? Every reason against it, by line and column; never a value.
 */
#ifndef DOLEN_NODE_TOOLS_EXTRACT_H
#define DOLEN_NODE_TOOLS_EXTRACT_H

/** The tool; see tool.h for what it returns: 0 the file would be accepted, 1 it is refused. */
int dolen_tool_extract(int argc, char **argv);

#endif
