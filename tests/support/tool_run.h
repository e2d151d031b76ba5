/** Running a tool as the command line would, with its standard output in a file. */
#ifndef DOLEN_TESTS_SUPPORT_TOOL_RUN_H
#define DOLEN_TESTS_SUPPORT_TOOL_RUN_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TOOL_RUN_ARGUMENTS = 40 };

/** Run `tool` with a NULL-terminated list; `printed` is a file's path, or NULL for nowhere. Errors go nowhere. */
static inline int tool_run(int (*tool)(int argc, char **argv), const char *printed, const char *const *arguments)
{
    char *argv[TOOL_RUN_ARGUMENTS] = {strdup("tool")};
    int argc = 1;

    for (; *arguments && argc < TOOL_RUN_ARGUMENTS - 1; arguments++)
        argv[argc++] = strdup(*arguments);
    fflush(stdout);
    fflush(stderr);
    const int before_out = dup(STDOUT_FILENO);
    const int before_err = dup(STDERR_FILENO);
    const int file = open(printed ? printed : "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int none = open("/dev/null", O_WRONLY);
    dup2(file, STDOUT_FILENO);
    dup2(none, STDERR_FILENO);
    const int code = tool(argc, argv);
    fflush(stdout);
    fflush(stderr);
    dup2(before_out, STDOUT_FILENO);
    dup2(before_err, STDERR_FILENO);
    close(before_out);
    close(before_err);
    close(file);
    close(none);
    while (argc)
        free(argv[--argc]);
    return code;
}

/** The first `room - 1` bytes of a file as a string. */
static inline const char *tool_printed(const char *path, char *out, size_t room)
{
    FILE *file = fopen(path, "r");
    const size_t size = file ? fread(out, 1, room - 1, file) : 0;

    out[size] = '\0';
    if (file)
        fclose(file);
    return out;
}

#endif
