/** `dolen publish`: have the agency's running node work out and publish a delta, and show its progress. */
#ifndef DOLEN_NODE_TOOLS_PUBLISH_H
#define DOLEN_NODE_TOOLS_PUBLISH_H

/** The tool; see tool.h for what it returns. */
int dolen_tool_publish(int argc, char **argv);

#endif
