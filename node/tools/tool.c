#include "node/tools/tool.h"

#include <stdio.h>
#include <string.h>

#include "node/base/text.h"

enum { NAMES = 32 };

static void print_commands(FILE *out, const dolen_tool *tools, int count)
{
    fprintf(out, "usage: dolen COMMAND ...\n\n");
    for (int i = 0; i < count; i++)
        fprintf(out, "  %-12s %s\n", tools[i].name, tools[i].summary);
    fprintf(out, "\ndolen COMMAND --help explains one of them.\n");
}

static int unknown_command(const char *name, const dolen_tool *tools, int count)
{
    const char *names[NAMES + 1] = {0};

    for (int i = 0; i < count && i < NAMES; i++)
        names[i] = tools[i].name;
    const char *nearest = dolen_text_nearest(name, names);
    fprintf(stderr, "dolen: unknown command");
    if (nearest)
        fprintf(stderr, "; did you mean \"%s\"?", nearest);
    fprintf(stderr, " (dolen --help lists them)\n");
    return DOLEN_TOOL_USAGE;
}

int dolen_tool_main(int argc, char **argv, const dolen_tool *tools, int count)
{
    if (argc < 2) {
        print_commands(stderr, tools, count);
        return DOLEN_TOOL_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0) {
        print_commands(stdout, tools, count);
        return DOLEN_TOOL_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("dolen " DOLEN_VERSION);
        return DOLEN_TOOL_DONE;
    }
    for (int i = 0; i < count; i++)
        if (strcmp(argv[1], tools[i].name) == 0)
            return tools[i].run(argc - 1, argv + 1);
    return unknown_command(argv[1], tools, count);
}

int dolen_tool_refuse(const char *tool, const dolen_err *err)
{
    if (err->os_error)
        fprintf(stderr, "dolen %s: %s: %s\n", tool, err->what, strerror(err->os_error));
    else
        fprintf(stderr, "dolen %s: %s\n", tool, err->what ? err->what : "it did not work");
    return DOLEN_TOOL_REFUSED;
}
