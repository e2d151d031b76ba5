#include "node/agency/web/compiler/template_names.h"

#include <string.h>

enum { SEGMENT = 64, INCLUDE_DEPTH = 8 };

/* The item of a loop that is in sight. */
typedef struct scope {
    const char *name;
    const char *record;
    const struct scope *outer;
} scope;

typedef struct checker {
    dolen_template *templates;
    dolen_template *template;
    const dolen_catalogue *catalogue;
    dolen_problems *problems;
} checker;

typedef struct meaning {
    dolen_template_type type;
    const char *record;
} meaning;

static void check_nodes(const checker *c, dolen_template_node *nodes, const scope *sight);

#define PROBLEM(c, line, what, name)                                                                                   \
    dolen_problems_add((c)->problems, (c)->template->source, (line), what, (name), NULL)

static meaning field_meaning(const checker *c, const char *record_name, const char *name)
{
    dolen_template_record *record = dolen_template_find_record(c->templates, record_name);

    for (dolen_template_field *field = record ? record->fields : NULL; field; field = field->next) {
        if (strcmp(field->name, name) != 0)
            continue;
        field->used = true;
        return (meaning){field->type, field->record};
    }
    return (meaning){DOLEN_TEMPLATE_UNKNOWN, NULL};
}

static meaning first_meaning(const checker *c, const scope *sight, const char *name)
{
    for (; sight; sight = sight->outer)
        if (strcmp(sight->name, name) == 0)
            return (meaning){DOLEN_TEMPLATE_ONE, sight->record};
    return field_meaning(c, c->template->name, name);
}

/* What a path such as "card.team.name" leads to. */
static meaning path_meaning(const checker *c, const scope *sight, const char *path)
{
    meaning found = {DOLEN_TEMPLATE_UNKNOWN, NULL};

    for (const char *at = path; at; at = strchr(at, '.') ? strchr(at, '.') + 1 : NULL) {
        char segment[SEGMENT];
        const size_t size = strcspn(at, ".");
        if (size == 0 || size >= sizeof segment)
            return (meaning){DOLEN_TEMPLATE_UNKNOWN, NULL};
        memcpy(segment, at, size);
        segment[size] = '\0';
        if (at == path)
            found = first_meaning(c, sight, segment);
        else if (found.type == DOLEN_TEMPLATE_ONE)
            found = field_meaning(c, found.record, segment);
        else
            return (meaning){DOLEN_TEMPLATE_UNKNOWN, NULL};
    }
    return found;
}

static void resolve(const checker *c, dolen_template_node *node, const scope *sight, const char *path)
{
    const meaning found = path_meaning(c, sight, path);

    node->type = found.type;
    node->record = found.record;
    if (found.type == DOLEN_TEMPLATE_UNKNOWN)
        PROBLEM(c, node->line, "an undeclared value", path);
}

static void check_value(const checker *c, dolen_template_node *node, const scope *sight)
{
    resolve(c, node, sight, node->text);
    if (node->type == DOLEN_TEMPLATE_ONE || node->type == DOLEN_TEMPLATE_LIST || node->type == DOLEN_TEMPLATE_FLAG)
        PROBLEM(c, node->line, "a record, list or flag cannot be written out", node->text);
}

static void check_message(const checker *c, const dolen_template_node *node)
{
    if (!dolen_catalogue_find(c->catalogue, node->text))
        dolen_problems_add(c->problems, c->template->source, node->line, "an unknown message", node->text,
                           dolen_catalogue_nearest(c->catalogue, node->text));
}

static void check_each(const checker *c, dolen_template_node *node, const scope *outer)
{
    resolve(c, node, outer, node->text);
    if (node->type == DOLEN_TEMPLATE_UNKNOWN)
        return;
    if (node->type != DOLEN_TEMPLATE_LIST) {
        PROBLEM(c, node->line, "a loop goes over a list", node->text);
        return;
    }
    for (const scope *sight = outer; sight; sight = sight->outer)
        if (strcmp(sight->name, node->variable) == 0)
            PROBLEM(c, node->line, "a loop hides the item of an outer one", node->variable);
    const scope inner = {node->variable, node->record, outer};
    check_nodes(c, node->body, &inner);
}

static void check_include(const checker *c, dolen_template_node *node, const scope *sight)
{
    const dolen_template *included = dolen_template_find(c->templates, node->text);
    const bool has_record = dolen_template_find_record(c->templates, node->text) != NULL;

    if (node->variable)
        resolve(c, node, sight, node->variable);
    if (!included)
        PROBLEM(c, node->line, "an unknown template", node->text);
    else if (included->is_layout || included->layout)
        PROBLEM(c, node->line, "a layout, or a template that has one, cannot be included", node->text);
    else if (has_record != (node->variable != NULL))
        PROBLEM(c, node->line, "an include gives a value when the template has a record, and only then", node->text);
    else if (node->variable && node->type != DOLEN_TEMPLATE_UNKNOWN &&
             (node->type != DOLEN_TEMPLATE_ONE || strcmp(node->record, node->text) != 0))
        PROBLEM(c, node->line, "an include gives a value of the template's own record", node->variable);
}

static void check_nodes(const checker *c, dolen_template_node *nodes, const scope *sight)
{
    for (dolen_template_node *node = nodes; node; node = node->next) {
        if (node->kind == DOLEN_TEMPLATE_VALUE)
            check_value(c, node, sight);
        else if (node->kind == DOLEN_TEMPLATE_MESSAGE)
            check_message(c, node);
        else if (node->kind == DOLEN_TEMPLATE_EACH)
            check_each(c, node, sight);
        else if (node->kind == DOLEN_TEMPLATE_INCLUDE)
            check_include(c, node, sight);
        else if (node->kind == DOLEN_TEMPLATE_IF) {
            resolve(c, node, sight, node->text);
            check_nodes(c, node->body, sight);
            check_nodes(c, node->otherwise, sight);
        }
    }
}

static void check_layout(const checker *c)
{
    const dolen_template *template = c->template;
    const dolen_template *layout = template->layout ? dolen_template_find(c->templates, template->layout) : NULL;

    if (!template->layout)
        return;
    if (!layout || !layout->is_layout || layout->layout || template->is_layout) {
        PROBLEM(c, template->layout_line, "a layout is another template that says {content}", template->layout);
        return;
    }
    if (!dolen_template_find_record(c->templates, layout->name))
        return;
    const meaning field = field_meaning(c, template->name, layout->name);
    if (field.type != DOLEN_TEMPLATE_ONE || strcmp(field.record, layout->name) != 0)
        PROBLEM(c, template->layout_line, "the template's record must hold the layout's: one layout layout",
                layout->name);
}

static void check_records(const checker *c)
{
    for (const dolen_template_record *record = c->template->records; record; record = record->next) {
        if (dolen_template_find_record(c->templates, record->name) != record)
            PROBLEM(c, record->line, "two records with one name", record->name);
        for (const dolen_template_field *field = record->fields; field; field = field->next)
            if (field->record && !dolen_template_find_record(c->templates, field->record))
                PROBLEM(c, field->line, "an undeclared record", field->record);
    }
    if (dolen_template_find(c->templates, c->template->name) != c->template)
        PROBLEM(c, 0, "two templates with one name", c->template->name);
    const dolen_template_record *own = dolen_template_find_record(c->templates, c->template->name);
    if (own && own->source != c->template->source)
        PROBLEM(c, own->line, "a template's record stands in its own file", own->name);
}

static void check_use(const checker *c)
{
    for (const dolen_template_record *record = c->template->records; record; record = record->next)
        for (const dolen_template_field *field = record->fields; field; field = field->next)
            if (!field->used)
                PROBLEM(c, field->line, "an unused value", field->name);
}

static bool leads_back(const checker *c, const dolen_template_node *nodes, const char *name, unsigned int depth)
{
    for (const dolen_template_node *node = nodes; node; node = node->next) {
        if (leads_back(c, node->body, name, depth) || leads_back(c, node->otherwise, name, depth))
            return true;
        if (node->kind != DOLEN_TEMPLATE_INCLUDE)
            continue;
        if (strcmp(node->text, name) == 0 || depth == INCLUDE_DEPTH)
            return true;
        const dolen_template *included = dolen_template_find(c->templates, node->text);
        if (included && leads_back(c, included->body, name, depth + 1))
            return true;
    }
    return false;
}

dolen_status dolen_template_names_check(dolen_template *templates, const dolen_catalogue *catalogue,
                                        dolen_problems *problems, dolen_err *err)
{
    const size_t before = dolen_problems_count(problems);
    checker c = {.templates = templates, .catalogue = catalogue, .problems = problems};

    for (c.template = templates; c.template; c.template = c.template->next) {
        check_records(&c);
        check_layout(&c);
        check_nodes(&c, c.template->body, NULL);
        if (leads_back(&c, c.template->body, c.template->name, 0))
            PROBLEM(&c, 0, "an include leads back to itself", c.template->name);
    }
    for (c.template = templates; c.template; c.template = c.template->next)
        check_use(&c);
    if (dolen_problems_count(problems) > before)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the templates have mistakes");
    return DOLEN_OK;
}
