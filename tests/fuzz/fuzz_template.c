/* Any bytes as a page template: read, checked and written as C, or refused with a reason. */
#include <stdio.h>
#include <stdlib.h>

#include "node/agency/web/compiler/template_markup.h"
#include "node/agency/web/compiler/template_names.h"
#include "node/agency/web/compiler/template_output.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_out(dolen_template *template)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    DOLEN_MUST(out != NULL);
    dolen_template_output_header(template, out);
    dolen_template_output_source(template, out);
    DOLEN_MUST(fclose(out) == 0);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4 << 20);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(8);
    const dolen_catalogue catalogue = {0};
    dolen_template *template;

    const dolen_status read =
        dolen_template_read(arena, "fuzz.html", dolen_bytes_of(data, size), &template, problems, NULL);
    DOLEN_MUST(read == DOLEN_OK || read == DOLEN_E_LIMIT || dolen_problems_count(problems) > 0);
    if (read == DOLEN_OK && dolen_template_names_check(template, &catalogue, problems, NULL) == DOLEN_OK &&
        dolen_template_markup_check(template, problems, NULL) == DOLEN_OK)
        write_out(template);
    return 0;
}
