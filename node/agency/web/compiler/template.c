#include "node/agency/web/compiler/template.h"

#include <string.h>

#include "node/base/text.h"

enum { WORDS = 5, NESTING = 32 };

typedef struct reader {
    dolen_arena *arena;
    dolen_problems *problems;
    dolen_template *template;
    const char *at;
    const char *end;
    size_t line;
    unsigned int depth;
    dolen_status status;
} reader;

typedef struct directive {
    char *words[WORDS];
    size_t count;
    size_t line;
} directive;

/* What ended a run of nodes. */
typedef enum ending { END_OF_FILE, END_WORD, END_ELSE } ending;

static ending read_nodes(reader *r, dolen_template_node **first);

#define PROBLEM(r, line, what, name)                                                                                   \
    dolen_problems_add((r)->problems, (r)->template->source, (line), what, (name), NULL)

static void *make(reader *r, size_t size)
{
    void *made = dolen_arena_make(r->arena, 1, size);

    if (!made) {
        r->status = DOLEN_E_LIMIT;
        r->at = r->end;
    }
    return made;
}

static char *copy(reader *r, const char *from, size_t size)
{
    char *made = dolen_arena_copy_string(r->arena, from, size);

    if (!made) {
        r->status = DOLEN_E_LIMIT;
        r->at = r->end;
    }
    return made;
}

static void advance(reader *r, const char *to)
{
    for (; r->at < to; r->at++)
        r->line += *r->at == '\n';
}

/* What makes no output leaves no empty line behind. */
static void skip_line_break(reader *r)
{
    if (r->at < r->end && *r->at == '\n')
        advance(r, r->at + 1);
}

static void skip_remark(reader *r)
{
    const size_t line = r->line;
    const char *end = memmem(r->at, (size_t)(r->end - r->at), "*}", 2);

    if (!end)
        PROBLEM(r, line, "a remark is not closed with *}", NULL);
    advance(r, end ? end + 2 : r->end);
    skip_line_break(r);
}

/* Splits "{a b c}" into words; false at a mistake. */
static bool read_directive(reader *r, directive *out)
{
    const char *close = memchr(r->at, '}', (size_t)(r->end - r->at));
    const char *newline = memchr(r->at, '\n', (size_t)(r->end - r->at));

    *out = (directive){.line = r->line};
    if (!close || (newline && newline < close)) {
        PROBLEM(r, r->line, "a brace is not closed on its line", NULL);
        advance(r, newline ? newline : r->end);
        return false;
    }
    char *text = copy(r, r->at + 1, (size_t)(close - r->at) - 1);
    advance(r, close + 1);
    for (char *rest = text, *word = rest ? strsep(&rest, " ") : NULL; word; word = strsep(&rest, " ")) {
        if (*word && out->count < WORDS)
            out->words[out->count] = word;
        out->count += *word != '\0';
    }
    if (out->count == 0 || out->count > WORDS) {
        PROBLEM(r, out->line, "an empty or overlong directive", NULL);
        return false;
    }
    return true;
}

static bool is_name(const char *word)
{
    return word[0] >= 'a' && word[0] <= 'z' && dolen_text_is_token(word, strlen(word), "_");
}

static bool is_path(const char *word)
{
    return word[0] >= 'a' && word[0] <= 'z' && dolen_text_is_token(word, strlen(word), "_.");
}

static dolen_template_node *node_of(reader *r, dolen_template_node_kind kind, const directive *d, const char *text)
{
    dolen_template_node *node = make(r, sizeof *node);

    if (node)
        *node = (dolen_template_node){.kind = kind, .text = text, .line = d->line};
    return node;
}

static const struct {
    const char *word;
    dolen_template_type type;
    bool takes_record;
} types[] = {
    {"text", DOLEN_TEMPLATE_TEXT, false},     {"both", DOLEN_TEMPLATE_BOTH, false},
    {"number", DOLEN_TEMPLATE_NUMBER, false}, {"flag", DOLEN_TEMPLATE_FLAG, false},
    {"url", DOLEN_TEMPLATE_URL, false},       {"message", DOLEN_TEMPLATE_MESSAGE_ID, false},
    {"one", DOLEN_TEMPLATE_ONE, true},        {"list", DOLEN_TEMPLATE_LIST, true},
};

static dolen_template_field *field_of(reader *r, char **words, size_t count)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].word, words[0]) != 0 || count != (types[i].takes_record ? 3U : 2U))
            continue;
        const char *name = words[count - 1];
        if (!is_name(name) || (types[i].takes_record && !is_name(words[1])))
            return NULL;
        dolen_template_field *field = make(r, sizeof *field);
        if (field)
            *field = (dolen_template_field){.type = types[i].type,
                                            .name = name,
                                            .record = types[i].takes_record ? words[1] : NULL,
                                            .line = r->line};
        return field;
    }
    return NULL;
}

static bool has_field(const dolen_template_record *record, const char *name)
{
    for (const dolen_template_field *field = record->fields; field; field = field->next)
        if (strcmp(field->name, name) == 0)
            return true;
    return false;
}

/* One line "type name" or "list record name" of a record. */
static void read_field(reader *r, dolen_template_record *record, dolen_template_field ***tail, char *text)
{
    char *words[3] = {0};
    size_t count = 0;

    for (char *rest = text, *word = strsep(&rest, " \t"); word; word = strsep(&rest, " \t")) {
        if (*word && count < 3)
            words[count] = word;
        count += *word != '\0';
    }
    if (count == 0)
        return;
    dolen_template_field *field = count <= 3 ? field_of(r, words, count) : NULL;
    if (!field)
        PROBLEM(r, r->line, "a field is written as: type name", words[0]);
    else if (has_field(record, field->name))
        PROBLEM(r, r->line, "a field is declared twice", field->name);
    else {
        **tail = field;
        *tail = &field->next;
    }
}

static void read_record(reader *r, const directive *d)
{
    static const char end_mark[] = "{end}";
    dolen_template_record *record = make(r, sizeof *record);

    if (!record)
        return;
    *record = (dolen_template_record){.name = d->words[1], .source = r->template->source, .line = d->line};
    dolen_template_field **tail = &record->fields;
    while (r->at < r->end) {
        const char *newline = memchr(r->at, '\n', (size_t)(r->end - r->at));
        const char *stop = newline ? newline : r->end;
        char *text = copy(r, r->at, (size_t)(stop - r->at));
        if (!text)
            return;
        text = dolen_text_trim(text);
        if (strncmp(text, end_mark, sizeof end_mark - 1) == 0) {
            advance(r, (const char *)memmem(r->at, (size_t)(stop - r->at), end_mark, sizeof end_mark - 1) +
                           sizeof end_mark - 1);
            record->next = r->template->records;
            r->template->records = record;
            skip_line_break(r);
            return;
        }
        read_field(r, record, &tail, text);
        advance(r, newline ? stop + 1 : stop);
    }
    PROBLEM(r, d->line, "a record is not closed with {end}", record->name);
}

static dolen_template_node *read_block(reader *r, dolen_template_node *node)
{
    if (!node)
        return NULL;
    if (++r->depth > NESTING) {
        PROBLEM(r, node->line, "blocks are nested too deeply", NULL);
        r->at = r->end;
        return NULL;
    }
    ending how = read_nodes(r, &node->body);
    if (how == END_ELSE && node->kind == DOLEN_TEMPLATE_IF)
        how = read_nodes(r, &node->otherwise);
    r->depth--;
    if (how == END_ELSE)
        PROBLEM(r, node->line, "an {else} without its {if}", NULL);
    if (how == END_OF_FILE)
        PROBLEM(r, node->line, "a block is not closed with {end}", node->text);
    return node;
}

static dolen_template_node *read_if(reader *r, const directive *d)
{
    const bool negated = d->count == 3 && strcmp(d->words[1], "not") == 0;

    if ((d->count != 2 && !negated) || !is_path(d->words[d->count - 1])) {
        PROBLEM(r, d->line, "a condition is written as: if value, or: if not value", d->words[d->count - 1]);
        return read_block(r, node_of(r, DOLEN_TEMPLATE_IF, d, "?"));
    }
    dolen_template_node *node = node_of(r, DOLEN_TEMPLATE_IF, d, d->words[d->count - 1]);
    if (node)
        node->negated = negated;
    return read_block(r, node);
}

static dolen_template_node *read_each(reader *r, const directive *d)
{
    if (d->count != 4 || strcmp(d->words[2], "in") != 0 || !is_name(d->words[1]) || !is_path(d->words[3])) {
        PROBLEM(r, d->line, "a loop is written as: each item in list", NULL);
        return read_block(r, node_of(r, DOLEN_TEMPLATE_IF, d, "?"));
    }
    dolen_template_node *node = node_of(r, DOLEN_TEMPLATE_EACH, d, d->words[3]);
    if (node)
        node->variable = d->words[1];
    return read_block(r, node);
}

static dolen_template_node *read_include(reader *r, const directive *d)
{
    if (d->count < 2 || d->count > 3 || !is_name(d->words[1]) || (d->count == 3 && !is_path(d->words[2]))) {
        PROBLEM(r, d->line, "an include is written as: include template, or: include template value", NULL);
        return NULL;
    }
    dolen_template_node *node = node_of(r, DOLEN_TEMPLATE_INCLUDE, d, d->words[1]);
    if (node)
        node->variable = d->count == 3 ? d->words[2] : NULL;
    return node;
}

static void read_layout(reader *r, const directive *d)
{
    if (d->count != 2 || !is_name(d->words[1]) || r->template->layout) {
        PROBLEM(r, d->line, "a layout is written once, as: layout template", NULL);
        return;
    }
    r->template->layout = d->words[1];
    r->template->layout_line = d->line;
    skip_line_break(r);
}

static dolen_template_node *read_value(reader *r, const directive *d)
{
    if (d->count == 1 && strncmp(d->words[0], "t:", 2) == 0 && is_path(d->words[0] + 2))
        return node_of(r, DOLEN_TEMPLATE_MESSAGE, d, d->words[0] + 2);
    if (d->count == 1 && is_path(d->words[0]))
        return node_of(r, DOLEN_TEMPLATE_VALUE, d, d->words[0]);
    PROBLEM(r, d->line, "an unknown directive", d->words[0]);
    return NULL;
}

static dolen_template_node *read_content(reader *r, const directive *d)
{
    if (r->depth > 0 || r->template->is_layout)
        PROBLEM(r, d->line, "{content} stands once, outside every block", NULL);
    r->template->is_layout = true;
    return node_of(r, DOLEN_TEMPLATE_CONTENT, d, NULL);
}

/* The node of a directive; NULL when it makes none. */
static dolen_template_node *read_one(reader *r, const directive *d)
{
    const char *word = d->words[0];

    if (strcmp(word, "if") == 0)
        return read_if(r, d);
    if (strcmp(word, "each") == 0)
        return read_each(r, d);
    if (strcmp(word, "include") == 0)
        return read_include(r, d);
    if (strcmp(word, "content") == 0 && d->count == 1)
        return read_content(r, d);
    if (strcmp(word, "layout") == 0) {
        read_layout(r, d);
        return NULL;
    }
    if (strcmp(word, "record") == 0) {
        if (d->count == 2 && is_name(d->words[1]) && r->depth == 0)
            read_record(r, d);
        else
            PROBLEM(r, d->line, "a record is written outside every block, as: record name", NULL);
        return NULL;
    }
    return read_value(r, d);
}

static dolen_template_node *read_markup(reader *r)
{
    const char *start = r->at;
    const char *brace = memchr(start, '{', (size_t)(r->end - start));
    const char *stop = brace ? brace : r->end;
    const directive here = {.line = r->line};
    const char *stray = memchr(start, '}', (size_t)(stop - start));

    advance(r, stop);
    if (stray)
        PROBLEM(r, here.line, "a closing brace without an opening one", NULL);
    char *text = copy(r, start, (size_t)(stop - start));
    return text ? node_of(r, DOLEN_TEMPLATE_MARKUP, &here, text) : NULL;
}

static bool is_end(const directive *d, const char *word)
{
    return d->count == 1 && strcmp(d->words[0], word) == 0;
}

static ending read_nodes(reader *r, dolen_template_node **first)
{
    dolen_template_node **tail = first;

    while (r->at < r->end) {
        dolen_template_node *node = NULL;
        directive d;
        if (*r->at != '{')
            node = read_markup(r);
        else if (r->at + 1 < r->end && r->at[1] == '*')
            skip_remark(r);
        else if (read_directive(r, &d)) {
            if (is_end(&d, "end") || is_end(&d, "else")) {
                if (r->depth > 0)
                    return is_end(&d, "end") ? END_WORD : END_ELSE;
                PROBLEM(r, d.line, "an {end} or {else} without its block", NULL);
            } else
                node = read_one(r, &d);
        }
        if (node) {
            *tail = node;
            tail = &node->next;
        }
    }
    return END_OF_FILE;
}

/* "folder/result.html" -> "result" */
static const char *name_of(dolen_arena *arena, const char *source)
{
    const char *slash = strrchr(source, '/');
    const char *base = slash ? slash + 1 : source;
    const char *dot = strrchr(base, '.');

    return dolen_arena_copy_string(arena, base, dot ? (size_t)(dot - base) : strlen(base));
}

dolen_status dolen_template_read(dolen_arena *arena, const char *source, dolen_bytes text, dolen_template **out,
                                 dolen_problems *problems, dolen_err *err)
{
    const size_t before = dolen_problems_count(problems);

    *out = NULL;
    dolen_template *template;
    DOLEN_TRY(dolen_arena_take(arena, 1, sizeof *template, &template, err));
    template->source = source;
    template->name = name_of(arena, source);
    if (!template->name)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the template is too large");
    reader r = {.arena = arena, .problems = problems, .template = template, .line = 1};
    if (!dolen_text_is_utf8((const char *)text.at, text.size) || !is_name(template->name)) {
        PROBLEM(&r, 0, "a template is UTF-8 text in a file with a plain lower-case name", NULL);
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the template has mistakes");
    }
    r.at = text.size ? (const char *)text.at : "";
    r.end = r.at + text.size;
    (void)read_nodes(&r, &template->body);
    if (r.status != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the template is too large");
    if (dolen_problems_count(problems) > before)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the template has mistakes");
    *out = template;
    return DOLEN_OK;
}

dolen_template *dolen_template_find(dolen_template *list, const char *name)
{
    for (dolen_template *template = list; template; template = template->next)
        if (strcmp(template->name, name) == 0)
            return template;
    return NULL;
}

dolen_template_record *dolen_template_find_record(dolen_template *list, const char *name)
{
    for (dolen_template *template = list; template; template = template->next)
        for (dolen_template_record *record = template->records; record; record = record->next)
            if (strcmp(record->name, name) == 0)
                return record;
    return NULL;
}
