#include "node/agency/web/compiler/catalogue.h"

#include <ctype.h>
#include <string.h>

#include "node/base/sections.h"
#include "node/base/text.h"

enum { NAMES = 4096 };

static bool is_id(const char *id)
{
    bool after_dot = true;

    for (const char *at = id; *at; at++) {
        if (*at == '.' ? after_dot : !(islower((unsigned char)*at) || isdigit((unsigned char)*at) || *at == '_'))
            return false;
        after_dot = *at == '.';
    }
    return !after_dot;
}

/* "a.b_c" and "a_b.c" would be the same constant. */
static bool same_constant(const char *a, const char *b)
{
    for (; *a && *b; a++, b++)
        if (*a != *b && !(strchr("._", *a) && strchr("._", *b)))
            return false;
    return *a == *b;
}

static void check_text(const char *source, const dolen_section *section, const char *key, const char *missing,
                       dolen_problems *problems)
{
    const dolen_entry *entry = dolen_section_find(section, key);

    if (!entry || !*entry->value)
        dolen_problems_append(problems, source, section->line, missing, section->name, NULL);
    else if (strpbrk(entry->value, "{}<>"))
        dolen_problems_add(problems, source, entry->line, "a message holds no braces and no markup", section->name,
                           NULL);
}

static void check_constant(const dolen_sections *sections, const dolen_section *section, const char *other,
                           dolen_problems *problems)
{
    if (same_constant(other, section->name))
        dolen_problems_add(problems, sections->source, section->line, "two ids become one constant", section->name,
                           other);
}

static void check_section(const dolen_sections *sections, size_t index, const dolen_catalogue *before,
                          dolen_problems *problems)
{
    static const char *const known[] = {"en", "cy", NULL};
    const dolen_section *section = &sections->items[index];

    if (strcmp(section->type, "message") != 0 || !is_id(section->name)) {
        dolen_problems_add(problems, sections->source, section->line, "a section is written as: [message some.id]",
                           section->name, NULL);
        return;
    }
    dolen_section_check_keys(sections, section, known, problems);
    check_text(sections->source, section, "en", "the English is missing", problems);
    check_text(sections->source, section, "cy", "the Welsh is missing", problems);
    for (size_t i = 0; i < index; i++)
        check_constant(sections, section, sections->items[i].name, problems);
    for (size_t i = 0; i < before->count; i++)
        check_constant(sections, section, before->messages[i].id, problems);
}

/* Those of the files read before come first. */
static dolen_status join(dolen_arena *arena, const dolen_sections *sections, dolen_catalogue *catalogue, dolen_err *err)
{
    dolen_catalogue_message *messages;

    DOLEN_TRY(dolen_arena_take(arena, catalogue->count + sections->count + 1, sizeof *messages, &messages, err));
    if (catalogue->count)
        memcpy(messages, catalogue->messages, catalogue->count * sizeof *messages);
    for (size_t i = 0; i < sections->count; i++) {
        const dolen_section *section = &sections->items[i];
        messages[catalogue->count + i] =
            (dolen_catalogue_message){section->name, dolen_section_value(section, "en", ""),
                                      dolen_section_value(section, "cy", ""), section->line};
    }
    *catalogue = (dolen_catalogue){messages, catalogue->count + sections->count};
    return DOLEN_OK;
}

dolen_status dolen_catalogue_read(dolen_arena *arena, const char *source, dolen_bytes text, dolen_catalogue *catalogue,
                                  dolen_problems *problems, dolen_err *err)
{
    const size_t before = dolen_problems_count(problems);
    dolen_sections sections;

    DOLEN_TRY(dolen_sections_read(arena, source, text, &sections, problems, err));
    for (size_t i = 0; i < sections.count; i++)
        check_section(&sections, i, catalogue, problems);
    if (dolen_problems_count(problems) > before)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the catalogue has mistakes");
    return join(arena, &sections, catalogue, err);
}

const dolen_catalogue_message *dolen_catalogue_find(const dolen_catalogue *catalogue, const char *id)
{
    for (size_t i = 0; i < catalogue->count; i++)
        if (strcmp(catalogue->messages[i].id, id) == 0)
            return &catalogue->messages[i];
    return NULL;
}

const char *dolen_catalogue_nearest(const dolen_catalogue *catalogue, const char *id)
{
    const char *names[NAMES] = {0};

    for (size_t i = 0; i < catalogue->count && i + 1 < NAMES; i++)
        names[i] = catalogue->messages[i].id;
    return dolen_text_nearest(id, names);
}

void dolen_catalogue_write_constant(const char *id, FILE *out)
{
    fprintf(out, "DOLEN_MESSAGE_");
    for (const char *at = id; *at; at++)
        fputc(*at == '.' ? '_' : toupper((unsigned char)*at), out);
}

static void write_literal(const char *text, FILE *out)
{
    fputc('"', out);
    for (const char *at = text; *at; at++) {
        const unsigned char letter = (unsigned char)*at;
        if (letter < 0x20 || letter >= 0x7f || strchr("\"\\?", *at))
            fprintf(out, "\\%03o", letter);
        else
            fputc(*at, out);
    }
    fputc('"', out);
}

void dolen_catalogue_write_header(const dolen_catalogue *catalogue, FILE *out)
{
    fprintf(out, "/** Made by the template compiler from node/agency/web/messages. */\n"
                 "#ifndef DOLEN_NODE_AGENCY_WEB_MESSAGES_H\n#define DOLEN_NODE_AGENCY_WEB_MESSAGES_H\n\n"
                 "typedef enum dolen_message {\n    DOLEN_MESSAGE_NONE = 0,\n");
    for (size_t i = 0; i < catalogue->count; i++) {
        fprintf(out, "    ");
        dolen_catalogue_write_constant(catalogue->messages[i].id, out);
        fprintf(out, ",\n");
    }
    fprintf(out, "    DOLEN_MESSAGES,\n} dolen_message;\n\n"
                 "/** Each message in English and Welsh. */\n"
                 "extern const char *const dolen_messages[DOLEN_MESSAGES][2];\n\n#endif\n");
}

void dolen_catalogue_write_source(const dolen_catalogue *catalogue, FILE *out)
{
    fprintf(out, "/* Made by the template compiler from node/agency/web/messages. */\n"
                 "#include \"node/agency/web/messages.h\"\n\n"
                 "const char *const dolen_messages[DOLEN_MESSAGES][2] = {\n    {\"\", \"\"},\n");
    for (size_t i = 0; i < catalogue->count; i++) {
        fprintf(out, "    {");
        write_literal(catalogue->messages[i].english, out);
        fprintf(out, ",\n     ");
        write_literal(catalogue->messages[i].welsh, out);
        fprintf(out, "},\n");
    }
    fprintf(out, "};\n");
}
