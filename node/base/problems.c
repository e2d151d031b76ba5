#include "node/base/problems.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"

enum { NAME_SIZE = 80 };

struct dolen_problems {
    dolen_problem *kept;
    size_t limit;
    size_t count;
};

dolen_problems *dolen_problems_new(size_t limit)
{
    dolen_problems *problems = dolen_memory_make(1, sizeof *problems);

    problems->limit = limit;
    return problems;
}

static size_t kept_count(const dolen_problems *problems)
{
    return problems->count < problems->limit ? problems->count : problems->limit;
}

static void free_text(const char *text)
{
    free((void *)(uintptr_t)text);
}

void dolen_problems_free(dolen_problems *problems)
{
    if (!problems)
        return;
    for (size_t i = 0; i < kept_count(problems); i++) {
        free_text(problems->kept[i].source);
        free_text(problems->kept[i].name);
        free_text(problems->kept[i].nearest);
    }
    free(problems->kept);
    free(problems);
}

static char *copy_printable(const char *text)
{
    if (!text)
        return NULL;
    const size_t size = strnlen(text, NAME_SIZE);
    char *copy = dolen_memory_make(size + 1, 1);
    for (size_t i = 0; i < size; i++)
        copy[i] = (unsigned char)text[i] < 0x20 || text[i] == 0x7f ? '?' : text[i];
    return copy;
}

void dolen_problems_append(dolen_problems *problems, const char *source, size_t line, const char *what,
                           const char *name, const char *nearest)
{
    if (problems->count++ >= problems->limit)
        return;
    problems->kept = dolen_memory_resize(problems->kept, problems->count, sizeof *problems->kept);
    problems->kept[problems->count - 1] = (dolen_problem){.source = source ? dolen_memory_copy_string(source) : NULL,
                                                          .line = line,
                                                          .what = what,
                                                          .name = copy_printable(name),
                                                          .nearest = copy_printable(nearest)};
}

size_t dolen_problems_count(const dolen_problems *problems)
{
    return problems->count;
}

const dolen_problem *dolen_problems_at(const dolen_problems *problems, size_t index)
{
    return index < kept_count(problems) ? &problems->kept[index] : NULL;
}

static void print_one(const dolen_problem *problem, FILE *out)
{
    if (problem->source)
        fprintf(out, "%s:", problem->source);
    if (problem->line)
        fprintf(out, "%zu:", problem->line);
    fprintf(out, "%s%s", problem->source || problem->line ? " " : "", problem->what);
    if (problem->name)
        fprintf(out, " \"%s\"", problem->name);
    if (problem->nearest)
        fprintf(out, "; did you mean \"%s\"?", problem->nearest);
    fputc('\n', out);
}

void dolen_problems_print(const dolen_problems *problems, FILE *out)
{
    for (size_t i = 0; i < kept_count(problems); i++)
        print_one(&problems->kept[i], out);
    if (problems->count > problems->limit)
        fprintf(out, "and %zu more\n", problems->count - problems->limit);
}
