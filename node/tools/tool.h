/**
 * The `dolen` command: one function per subcommand, each in the file of its name.
 *
 * A tool receives its own name as argv[0] and answers with the process's exit code: 0 done, 1 refused or found wanting
 * (the reason on standard error, one line, no personal data), 2 wrong usage. With `--json` exactly one JSON document
 * goes to standard output. Threads: the main thread.
 */
#ifndef DOLEN_NODE_TOOLS_TOOL_H
#define DOLEN_NODE_TOOLS_TOOL_H

#include "node/base/status.h"

enum { DOLEN_TOOL_DONE = 0, DOLEN_TOOL_REFUSED = 1, DOLEN_TOOL_USAGE = 2 };

typedef struct dolen_tool {
    const char *name;
    const char *summary; /**< one line for the list of commands */
    int (*run)(int argc, char **argv);
} dolen_tool;

/** Find the tool named by argv[1] and run it; `--help`, `--version` and unknown names are answered here. */
int dolen_tool_main(int argc, char **argv, const dolen_tool *tools, int count);

/** Say on standard error why a tool stops, in one line, and return DOLEN_TOOL_REFUSED. */
int dolen_tool_refuse(const char *tool, const dolen_err *err);

#endif
