#include "node/agency/web/compiler/template_output.h"

#include <ctype.h>
#include <string.h>

#include "node/agency/web/compiler/catalogue.h"

enum { SCOPES = 32, LITERAL = 900, LINE = 100 };

typedef struct writer {
    const dolen_template *template;
    FILE *out;
    const char *items[SCOPES]; /* the loops' items in sight */
    size_t item_count;
    int indent;
} writer;

static void write_nodes(writer *w, const dolen_template_node *nodes, const dolen_template_node *stop);

static const char *const types[] = {
    [DOLEN_TEMPLATE_TEXT] = "const char *", [DOLEN_TEMPLATE_BOTH] = "dolen_both ",
    [DOLEN_TEMPLATE_NUMBER] = "int64_t ",   [DOLEN_TEMPLATE_FLAG] = "bool ",
    [DOLEN_TEMPLATE_URL] = "const char *",  [DOLEN_TEMPLATE_MESSAGE_ID] = "dolen_message ",
};

static void write_field(const dolen_template_field *field, FILE *out)
{
    if (field->record)
        fprintf(out, "    const dolen_view_%s *%s;\n", field->record, field->name);
    else
        fprintf(out, "    %s%s;\n", types[field->type], field->name);
    if (field->type == DOLEN_TEMPLATE_LIST)
        fprintf(out, "    size_t %s_count;\n", field->name);
}

static void write_record(const dolen_template_record *record, FILE *out)
{
    fprintf(out, "\nstruct dolen_view_%s {\n", record->name);
    for (const dolen_template_field *field = record->fields; field; field = field->next)
        write_field(field, out);
    fprintf(out, "};\n");
}

static bool has_own_record(const dolen_template *template)
{
    for (const dolen_template_record *record = template->records; record; record = record->next)
        if (strcmp(record->name, template->name) == 0)
            return true;
    return false;
}

static void write_signature(const dolen_template *template, const char *part, FILE *out)
{
    fprintf(out, "void dolen_render_%s%s(dolen_page *page", template->name, part);
    if (has_own_record(template))
        fprintf(out, ", const dolen_view_%s *view", template->name);
    fprintf(out, ")");
}

void dolen_template_output_header(const dolen_template *templates, FILE *out)
{
    fprintf(out, "/** Made by the template compiler from node/agency/web/templates. */\n"
                 "#ifndef DOLEN_NODE_AGENCY_WEB_TEMPLATES_H\n#define DOLEN_NODE_AGENCY_WEB_TEMPLATES_H\n\n"
                 "#include \"node/agency/web/page.h\"\n\n");
    for (const dolen_template *template = templates; template; template = template->next)
        for (const dolen_template_record *record = template->records; record; record = record->next)
            fprintf(out, "typedef struct dolen_view_%s dolen_view_%s;\n", record->name, record->name);
    for (const dolen_template *template = templates; template; template = template->next)
        for (const dolen_template_record *record = template->records; record; record = record->next)
            write_record(record, out);
    fprintf(out, "\n");
    for (const dolen_template *template = templates; template; template = template->next) {
        write_signature(template, template->is_layout ? "_begin" : "", out);
        fprintf(out, ";\n");
        if (template->is_layout) {
            write_signature(template, "_end", out);
            fprintf(out, ";\n");
        }
    }
    fprintf(out, "\n#endif\n");
}

static void indent(const writer *w)
{
    fprintf(w->out, "%*s", w->indent * 4, "");
}

/* A line break and the indentation around it count as one line break. */
static const char *skip_space(const char *at)
{
    const char *end = at + strspn(at, " \t\r\n");

    return memchr(at, '\n', (size_t)(end - at)) ? end : at;
}

/* One letter of a C string literal; octal, because hexadecimal escapes have no end. */
static size_t write_letter(FILE *out, unsigned char letter)
{
    if (letter == '"' || letter == '\\')
        return (size_t)fprintf(out, "\\%c", letter);
    if (letter == '\n')
        return (size_t)fprintf(out, "\\n");
    if (letter < 0x20 || letter >= 0x7f || letter == '?')
        return (size_t)fprintf(out, "\\%03o", letter);
    return (size_t)fprintf(out, "%c", letter);
}

static void write_markup(const writer *w, const char *text)
{
    const char *at = text;

    while (*at) {
        indent(w);
        fprintf(w->out, "dolen_page_markup(page, \"");
        for (size_t size = 0, line = 0; *at && size < LITERAL; size++) {
            const char *after = skip_space(at);
            line += write_letter(w->out, after != at ? '\n' : (unsigned char)*at);
            at = after != at ? after : at + 1;
            if (line >= LINE && *at && size + 1 < LITERAL) {
                fprintf(w->out, "\"\n%*s\"", w->indent * 4 + 24, "");
                line = 0;
            }
        }
        fprintf(w->out, "\");\n");
    }
}

/* "card.team" -> "item_card->team" */
static void write_path(const writer *w, const char *path)
{
    const size_t first = strcspn(path, ".");
    bool is_item = false;

    for (size_t i = 0; i < w->item_count; i++)
        is_item = is_item || (strlen(w->items[i]) == first && strncmp(w->items[i], path, first) == 0);
    fprintf(w->out, "%s", is_item ? "item_" : "view->");
    for (const char *at = path; *at; at++)
        if (*at == '.')
            fprintf(w->out, "->");
        else
            fputc(*at, w->out);
}

static void write_text_of(const writer *w, const dolen_template_node *node)
{
    if (node->kind == DOLEN_TEMPLATE_MESSAGE) {
        fprintf(w->out, "dolen_page_message(page, ");
        dolen_catalogue_write_constant(node->text, w->out);
        fprintf(w->out, ")");
    } else if (node->type == DOLEN_TEMPLATE_BOTH || node->type == DOLEN_TEMPLATE_MESSAGE_ID) {
        fprintf(w->out, node->type == DOLEN_TEMPLATE_BOTH ? "dolen_page_choose(page, " : "dolen_page_message(page, ");
        write_path(w, node->text);
        fprintf(w->out, ")");
    } else
        write_path(w, node->text);
}

static void write_value(const writer *w, const dolen_template_node *node)
{
    static const char *const escapes[] = {
        [DOLEN_TEMPLATE_IN_NOTHING] = "text",        [DOLEN_TEMPLATE_IN_TEXT] = "text",
        [DOLEN_TEMPLATE_IN_ATTRIBUTE] = "attribute", [DOLEN_TEMPLATE_IN_URL_START] = "url",
        [DOLEN_TEMPLATE_IN_URL_PART] = "url_part",
    };
    const bool is_number = node->kind == DOLEN_TEMPLATE_VALUE && node->type == DOLEN_TEMPLATE_NUMBER;

    indent(w);
    fprintf(w->out, "dolen_page_%s(page, ", is_number ? "number" : escapes[node->context]);
    write_text_of(w, node);
    fprintf(w->out, ");\n");
}

static void write_condition(const writer *w, const dolen_template_node *node)
{
    fprintf(w->out, node->negated ? "if (!(" : "if ((");
    if (node->type == DOLEN_TEMPLATE_TEXT || node->type == DOLEN_TEMPLATE_URL || node->type == DOLEN_TEMPLATE_BOTH) {
        fprintf(w->out, "dolen_page_has(");
        write_text_of(w, node);
        fprintf(w->out, ")");
    } else {
        write_path(w, node->text);
        fprintf(w->out, "%s",
                node->type == DOLEN_TEMPLATE_NUMBER       ? " != 0"
                : node->type == DOLEN_TEMPLATE_LIST       ? "_count > 0"
                : node->type == DOLEN_TEMPLATE_ONE        ? " != NULL"
                : node->type == DOLEN_TEMPLATE_MESSAGE_ID ? " != DOLEN_MESSAGE_NONE"
                                                          : "");
    }
    fprintf(w->out, ")) {\n");
}

static void write_block(writer *w, const dolen_template_node *nodes)
{
    w->indent++;
    write_nodes(w, nodes, NULL);
    w->indent--;
    indent(w);
    fprintf(w->out, "}");
}

static void write_if(writer *w, const dolen_template_node *node)
{
    indent(w);
    write_condition(w, node);
    write_block(w, node->body);
    if (node->otherwise) {
        fprintf(w->out, " else {\n");
        write_block(w, node->otherwise);
    }
    fprintf(w->out, "\n");
}

static void write_each(writer *w, const dolen_template_node *node)
{
    indent(w);
    fprintf(w->out, "for (size_t at_%s = 0; at_%s < ", node->variable, node->variable);
    write_path(w, node->text);
    fprintf(w->out, "_count; at_%s++) {\n", node->variable);
    w->indent++;
    indent(w);
    fprintf(w->out, "const dolen_view_%s *item_%s = &", node->record, node->variable);
    write_path(w, node->text);
    fprintf(w->out, "[at_%s];\n", node->variable);
    indent(w);
    fprintf(w->out, "(void)item_%s;\n", node->variable);
    w->indent--;
    DOLEN_MUST(w->item_count < SCOPES);
    w->items[w->item_count++] = node->variable;
    write_block(w, node->body);
    w->item_count--;
    fprintf(w->out, "\n");
}

static void write_include(const writer *w, const dolen_template_node *node)
{
    indent(w);
    fprintf(w->out, "dolen_render_%s(page", node->text);
    if (node->variable) {
        fprintf(w->out, ", ");
        write_path(w, node->variable);
    }
    fprintf(w->out, ");\n");
}

static void write_nodes(writer *w, const dolen_template_node *nodes, const dolen_template_node *stop)
{
    for (const dolen_template_node *node = nodes; node && node != stop; node = node->next) {
        if (node->kind == DOLEN_TEMPLATE_MARKUP)
            write_markup(w, node->text);
        else if (node->kind == DOLEN_TEMPLATE_VALUE || node->kind == DOLEN_TEMPLATE_MESSAGE)
            write_value(w, node);
        else if (node->kind == DOLEN_TEMPLATE_IF)
            write_if(w, node);
        else if (node->kind == DOLEN_TEMPLATE_EACH)
            write_each(w, node);
        else if (node->kind == DOLEN_TEMPLATE_INCLUDE)
            write_include(w, node);
    }
}

static void begin_function(const writer *w, const char *part)
{
    fprintf(w->out, "\n");
    write_signature(w->template, part, w->out);
    fprintf(w->out, "\n{\n");
    if (has_own_record(w->template))
        fprintf(w->out, "    (void)view;\n");
}

static void write_layout_call(const writer *w, dolen_template *templates, const char *part)
{
    const dolen_template *layout = w->template->layout ? dolen_template_find(templates, w->template->layout) : NULL;

    if (!layout)
        return;
    fprintf(w->out, "    dolen_render_%s%s(page", layout->name, part);
    if (has_own_record(layout))
        fprintf(w->out, ", view->%s", layout->name);
    fprintf(w->out, ");\n");
}

static void write_layout(writer *w)
{
    const dolen_template_node *content = w->template->body;

    while (content && content->kind != DOLEN_TEMPLATE_CONTENT)
        content = content->next;
    begin_function(w, "_begin");
    write_nodes(w, w->template->body, content);
    fprintf(w->out, "}\n");
    begin_function(w, "_end");
    write_nodes(w, content ? content->next : NULL, NULL);
    fprintf(w->out, "}\n");
}

void dolen_template_output_source(dolen_template *templates, FILE *out)
{
    fprintf(out, "/* Made by the template compiler from node/agency/web/templates. */\n"
                 "#include \"node/agency/web/templates.h\"\n");
    for (const dolen_template *template = templates; template; template = template->next) {
        writer w = {.template = template, .out = out, .indent = 1};
        if (template->is_layout) {
            write_layout(&w);
            continue;
        }
        begin_function(&w, "");
        write_layout_call(&w, templates, "_begin");
        write_nodes(&w, template->body, NULL);
        write_layout_call(&w, templates, "_end");
        fprintf(out, "}\n");
    }
}
