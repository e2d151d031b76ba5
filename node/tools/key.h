/**
 * `dolen key`: make the pseudonym key's shares, refresh them, and say what a key file holds.
 *
 * The joint key exists in the memory of `dolen key split` only, and is never written. Threads: the main thread.
 */
#ifndef DOLEN_NODE_TOOLS_KEY_H
#define DOLEN_NODE_TOOLS_KEY_H

/** The command; see node/tools/tool.h. */
int dolen_tool_key(int argc, char **argv);

#endif
