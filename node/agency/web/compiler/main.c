/* template-compiler OUTPUT-FOLDER CATALOGUE... TEMPLATE...: writes templates.h, templates.c, messages.h and messages.c.
 */
#include <stdio.h>
#include <string.h>

#include "node/agency/web/compiler/catalogue.h"
#include "node/agency/web/compiler/template.h"
#include "node/agency/web/compiler/template_markup.h"
#include "node/agency/web/compiler/template_names.h"
#include "node/agency/web/compiler/template_output.h"
#include "node/base/file.h"

enum { MEMORY = 64 * 1024 * 1024, FILE_LIMIT = 1024 * 1024, PROBLEMS = 200 };

static bool is_catalogue(const char *path)
{
    static const char ending[] = ".catalogue";
    const size_t size = strlen(path);

    return size >= sizeof ending && strcmp(path + size - (sizeof ending - 1), ending) == 0;
}

/* The catalogues stand before the templates; `*paths` ends at the first template. */
static dolen_status read_catalogues(dolen_arena *arena, char ***paths, dolen_catalogue *out, dolen_problems *problems,
                                    dolen_err *err)
{
    *out = (dolen_catalogue){0};
    for (; **paths && is_catalogue(**paths); (*paths)++) {
        dolen_bytes text;
        DOLEN_TRY(dolen_file_read(arena, **paths, FILE_LIMIT, &text, err));
        DOLEN_TRY(dolen_catalogue_read(arena, **paths, text, out, problems, err));
    }
    return DOLEN_OK;
}

/* All mistakes of all files are reported, not only the first file's. */
static dolen_status read_templates(dolen_arena *arena, char **paths, dolen_template **out, dolen_problems *problems,
                                   dolen_err *err)
{
    dolen_status status = DOLEN_OK;
    dolen_template **tail = out;

    *out = NULL;
    for (; *paths; paths++) {
        dolen_bytes text;
        DOLEN_TRY(dolen_file_read(arena, *paths, FILE_LIMIT, &text, err));
        const dolen_status read = dolen_template_read(arena, *paths, text, tail, problems, err);
        if (*tail)
            tail = &(*tail)->next;
        status = read != DOLEN_OK ? read : status;
    }
    return status;
}

static dolen_status check_templates(dolen_template *templates, const dolen_catalogue *catalogue,
                                    dolen_problems *problems, dolen_err *err)
{
    dolen_status status = dolen_template_names_check(templates, catalogue, problems, err);

    for (dolen_template *template = templates; template; template = template->next) {
        const dolen_status checked = dolen_template_markup_check(template, problems, err);
        status = checked != DOLEN_OK ? checked : status;
    }
    return status;
}

static FILE *create(const char *folder, const char *name)
{
    char path[4096];

    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path)
        return NULL;
    return fopen(path, "w");
}

static dolen_status write_all(const char *folder, dolen_template *templates, const dolen_catalogue *catalogue,
                              dolen_err *err)
{
    static const char *const names[] = {"templates.h", "templates.c", "messages.h", "messages.c"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        FILE *out = create(folder, names[i]);
        if (!out)
            return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "an output file cannot be made");
        if (i == 0)
            dolen_template_output_header(templates, out);
        else if (i == 1)
            dolen_template_output_source(templates, out);
        else if (i == 2)
            dolen_catalogue_write_header(catalogue, out);
        else
            dolen_catalogue_write_source(catalogue, out);
        const bool failed = ferror(out) != 0;
        if (fclose(out) != 0 || failed)
            return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "an output file cannot be written");
    }
    return DOLEN_OK;
}

static dolen_status compile(dolen_arena *arena, char **arguments, dolen_problems *problems, dolen_err *err)
{
    dolen_catalogue catalogue;
    dolen_template *templates;

    char **paths = arguments + 1;

    DOLEN_TRY(read_catalogues(arena, &paths, &catalogue, problems, err));
    DOLEN_TRY(read_templates(arena, paths, &templates, problems, err));
    DOLEN_TRY(check_templates(templates, &catalogue, problems, err));
    return write_all(arguments[0], templates, &catalogue, err);
}

int main(int argc, char **argv)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(MEMORY);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);
    dolen_err err = {0};

    if (argc < 4) {
        fprintf(stderr, "usage: template-compiler OUTPUT-FOLDER CATALOGUE... TEMPLATE...\n");
        return 2;
    }
    if (compile(arena, argv + 1, problems, &err) == DOLEN_OK)
        return 0;
    dolen_problems_print(problems, stderr);
    fprintf(stderr, "template-compiler: %s\n", err.what ? err.what : "failed");
    return 1;
}
