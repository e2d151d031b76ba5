/** `dolen account add|list|suspend|restore|confirm`: staff accounts of the agency's running node (IG-30). */
#ifndef DOLEN_NODE_TOOLS_ACCOUNT_H
#define DOLEN_NODE_TOOLS_ACCOUNT_H

/** The tool; see tool.h for what it returns. */
int dolen_tool_account(int argc, char **argv);

#endif
