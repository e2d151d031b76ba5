#include "node/agency/web/compiler/template_markup.h"

#include <ctype.h>
#include <string.h>

enum { NAME = 48, STACK = 64 };

typedef enum place {
    IN_TEXT,
    AFTER_LESS, /* just after "<" */
    IN_TAG_NAME,
    IN_CLOSING_NAME,
    BETWEEN_ATTRIBUTES,
    IN_ATTRIBUTE_NAME,
    AFTER_EQUALS,
    IN_VALUE,
    AFTER_VALUE,
    IN_COMMENT,
    IN_DECLARATION, /* <!doctype ...> */
} place;

/* Where the walk stands; copied at a branch and compared where branches join. */
typedef struct position {
    place place;
    char tag[NAME];
    char attribute[NAME];
    char quote;
    bool value_begun;
    bool self_closing;
    char before[2]; /* the two letters before this one */
    size_t depth;
    char open[STACK][NAME];
} position;

typedef struct walker {
    const dolen_template *template;
    dolen_problems *problems;
    position now;
    size_t line;
} walker;

static void walk(walker *w, dolen_template_node *nodes);

#define PROBLEM(w, what, name) dolen_problems_add((w)->problems, (w)->template->source, (w)->line, what, (name), NULL)

static bool is_one_of(const char *word, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(word, *list) == 0)
            return true;
    return false;
}

static bool is_void(const char *tag)
{
    static const char *const voids[] = {"area", "br",   "col",   "embed",  "hr",    "img", "input",
                                        "link", "meta", "param", "source", "track", "wbr", NULL};

    return is_one_of(tag, voids);
}

static bool is_url_attribute(const char *attribute)
{
    static const char *const urls[] = {"href", "src",    "action", "formaction", "poster",   "cite",
                                       "data", "srcset", "ping",   "xlink:href", "manifest", NULL};

    return is_one_of(attribute, urls);
}

static void append(char *name, char letter)
{
    const size_t size = strlen(name);

    if (size + 1 < NAME) {
        name[size] = (char)tolower((unsigned char)letter);
        name[size + 1] = '\0';
    }
}

static void check_tag(walker *w)
{
    static const char *const refused[] = {"style", "iframe", "frame", "object", "embed", "base", "applet", NULL};

    if (is_one_of(w->now.tag, refused))
        PROBLEM(w, "an element that templates may not hold", w->now.tag);
}

static void check_attribute(walker *w)
{
    const char *name = w->now.attribute;

    if (strncmp(name, "on", 2) == 0)
        PROBLEM(w, "an event handler attribute", name);
    else if (strcmp(name, "style") == 0 || strcmp(name, "srcdoc") == 0 || strcmp(name, "http-equiv") == 0)
        PROBLEM(w, "an attribute that templates may not hold", name);
}

static void open_element(walker *w)
{
    if (is_void(w->now.tag) || w->now.self_closing)
        return;
    if (w->now.depth == STACK) {
        PROBLEM(w, "elements are nested too deeply", w->now.tag);
        return;
    }
    memcpy(w->now.open[w->now.depth++], w->now.tag, NAME);
}

static void close_element(walker *w)
{
    if (w->now.depth == 0 || strcmp(w->now.open[w->now.depth - 1], w->now.tag) != 0) {
        PROBLEM(w, "an element is closed that is not the innermost open one", w->now.tag);
        return;
    }
    memset(w->now.open[--w->now.depth], 0, NAME);
}

static bool is_in_script(const walker *w)
{
    return w->now.depth > 0 && strcmp(w->now.open[w->now.depth - 1], "script") == 0;
}

static void end_tag(walker *w)
{
    if (w->now.place == IN_CLOSING_NAME)
        close_element(w);
    else
        open_element(w);
    w->now.place = IN_TEXT;
    memset(w->now.tag, 0, NAME);
    memset(w->now.attribute, 0, NAME);
    w->now.self_closing = false;
    w->now.quote = '\0';
}

static void in_text(walker *w, char letter)
{
    if (letter == '<')
        w->now.place = AFTER_LESS;
    else if (is_in_script(w) && !isspace((unsigned char)letter)) {
        PROBLEM(w, "a script inside the page", NULL);
        w->now.depth--; /* say it once */
    }
}

static void after_less(walker *w, char letter)
{
    memset(w->now.tag, 0, NAME);
    if (letter == '/')
        w->now.place = IN_CLOSING_NAME;
    else if (letter == '!')
        w->now.place = IN_DECLARATION;
    else if (isalpha((unsigned char)letter)) {
        w->now.place = IN_TAG_NAME;
        append(w->now.tag, letter);
    } else {
        PROBLEM(w, "a < that begins no element; write &lt;", NULL);
        w->now.place = IN_TEXT;
    }
}

static void in_tag_name(walker *w, char letter)
{
    if (!isspace((unsigned char)letter) && letter != '>' && letter != '/') {
        append(w->now.tag, letter);
        return;
    }
    if (w->now.place == IN_TAG_NAME) {
        check_tag(w);
        w->now.place = BETWEEN_ATTRIBUTES;
        w->now.self_closing = letter == '/';
    }
    if (letter == '>')
        end_tag(w);
}

static void between_attributes(walker *w, char letter)
{
    if (isspace((unsigned char)letter))
        w->now.place = BETWEEN_ATTRIBUTES;
    else if (letter == '>')
        end_tag(w);
    else if (letter == '/')
        w->now.self_closing = true;
    else if (w->now.place == AFTER_VALUE)
        PROBLEM(w, "no space between two attributes", w->now.attribute);
    else {
        memset(w->now.attribute, 0, NAME);
        append(w->now.attribute, letter);
        w->now.place = IN_ATTRIBUTE_NAME;
    }
}

static void in_attribute_name(walker *w, char letter)
{
    if (letter != '=' && letter != '>' && letter != '/' && !isspace((unsigned char)letter)) {
        append(w->now.attribute, letter);
        return;
    }
    check_attribute(w);
    if (letter == '=') {
        w->now.place = AFTER_EQUALS;
        return;
    }
    w->now.place = BETWEEN_ATTRIBUTES;
    between_attributes(w, letter);
}

static void after_equals(walker *w, char letter)
{
    if (letter == '"' || letter == '\'') {
        w->now.quote = letter;
        w->now.value_begun = false;
        w->now.place = IN_VALUE;
        return;
    }
    PROBLEM(w, "an attribute value without quotation marks", w->now.attribute);
    w->now.place = BETWEEN_ATTRIBUTES;
    between_attributes(w, letter);
}

/* The first letters of a URL that stands in the template. */
static void check_url_start(walker *w, const char *rest)
{
    const char *const allowed[] = {"tel:", "mailto:"};

    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (strncmp(rest, allowed[i], strlen(allowed[i])) == 0)
            return;
    if ((rest[0] != '/' || rest[1] == '/' || rest[1] == '\\') && rest[0] != '#' && rest[0] != '?')
        PROBLEM(w, "a URL that leads off this site", w->now.attribute);
}

static void in_value(walker *w, char letter, const char *rest)
{
    if (letter == w->now.quote) {
        w->now.place = AFTER_VALUE;
        return;
    }
    if (!w->now.value_begun && is_url_attribute(w->now.attribute))
        check_url_start(w, rest);
    w->now.value_begun = true;
}

static void step(walker *w, const char *rest)
{
    const char letter = *rest;

    switch (w->now.place) {
    case IN_TEXT:
        in_text(w, letter);
        break;
    case AFTER_LESS:
        after_less(w, letter);
        break;
    case IN_TAG_NAME:
    case IN_CLOSING_NAME:
        in_tag_name(w, letter);
        break;
    case BETWEEN_ATTRIBUTES:
    case AFTER_VALUE:
        between_attributes(w, letter);
        break;
    case IN_ATTRIBUTE_NAME:
        in_attribute_name(w, letter);
        break;
    case AFTER_EQUALS:
        after_equals(w, letter);
        break;
    case IN_VALUE:
        in_value(w, letter, rest);
        break;
    case IN_DECLARATION:
        if (letter == '-' && w->now.before[0] == '!' && w->now.before[1] == '-')
            w->now.place = IN_COMMENT;
        else if (letter == '>')
            w->now.place = IN_TEXT;
        break;
    case IN_COMMENT:
        if (letter == '>' && w->now.before[0] == '-' && w->now.before[1] == '-')
            w->now.place = IN_TEXT;
        break;
    }
}

static void walk_markup(walker *w, const char *text)
{
    for (const char *at = text; *at; at++) {
        step(w, at);
        w->now.before[0] = w->now.before[1];
        w->now.before[1] = *at;
        w->line += *at == '\n';
    }
}

static void check_place(walker *w, const char *name)
{
    switch (w->now.place) {
    case IN_COMMENT:
    case IN_DECLARATION:
        PROBLEM(w, "a substitution in a comment", name);
        break;
    case AFTER_EQUALS:
        PROBLEM(w, "a substitution in an attribute value without quotation marks", name);
        break;
    case AFTER_LESS:
    case IN_TAG_NAME:
    case IN_CLOSING_NAME:
        PROBLEM(w, "a substitution in a tag name", name);
        break;
    case IN_ATTRIBUTE_NAME:
    case BETWEEN_ATTRIBUTES:
    case AFTER_VALUE:
        PROBLEM(w, "a substitution in an attribute name or between attributes", name);
        break;
    case IN_TEXT:
    case IN_VALUE:
        break;
    }
}

static dolen_template_context url_context(walker *w, const dolen_template_node *node)
{
    const bool is_url = node->kind == DOLEN_TEMPLATE_VALUE && node->type == DOLEN_TEMPLATE_URL;

    if (node->kind == DOLEN_TEMPLATE_MESSAGE)
        PROBLEM(w, "a message in a URL", node->text);
    else if (!w->now.value_begun && !is_url)
        PROBLEM(w, "a URL begins with a path or with a value of type url", node->text);
    else if (w->now.value_begun && is_url)
        PROBLEM(w, "a value of type url stands at the beginning of a URL", node->text);
    return w->now.value_begun ? DOLEN_TEMPLATE_IN_URL_PART : DOLEN_TEMPLATE_IN_URL_START;
}

static void walk_value(walker *w, dolen_template_node *node)
{
    check_place(w, node->text);
    if (w->now.place == IN_TEXT && is_in_script(w))
        PROBLEM(w, "a substitution in a script", node->text);
    if (w->now.place == IN_VALUE) {
        const bool url = is_url_attribute(w->now.attribute);
        node->context = url ? url_context(w, node) : DOLEN_TEMPLATE_IN_ATTRIBUTE;
        w->now.value_begun = true;
    } else
        node->context = DOLEN_TEMPLATE_IN_TEXT;
    if (node->type == DOLEN_TEMPLATE_URL && node->context != DOLEN_TEMPLATE_IN_URL_START &&
        node->context != DOLEN_TEMPLATE_IN_URL_PART)
        PROBLEM(w, "a value of type url outside a URL", node->text);
}

/* A URL's beginning must not depend on the branch taken; otherwise where a value begins matters to nothing. */
static bool joins(const position *a, const position *b)
{
    const bool same_start = a->value_begun == b->value_begun || a->place != IN_VALUE || !is_url_attribute(a->attribute);
    const bool both_between = (a->place == AFTER_VALUE || a->place == BETWEEN_ATTRIBUTES) &&
                              (b->place == AFTER_VALUE || b->place == BETWEEN_ATTRIBUTES);

    return (a->place == b->place || both_between) && strcmp(a->tag, b->tag) == 0 && same_start &&
           (a->place != IN_VALUE || strcmp(a->attribute, b->attribute) == 0) && a->depth == b->depth &&
           memcmp(a->open, b->open, sizeof a->open) == 0;
}

static bool is_branchable(place here)
{
    return here == IN_TEXT || here == IN_VALUE || here == BETWEEN_ATTRIBUTES || here == AFTER_VALUE;
}

/* A name that the end of the block cuts off has ended there: "{if open} open{end}>". */
static void settle(walker *w)
{
    if (w->now.place == IN_ATTRIBUTE_NAME) {
        check_attribute(w);
        w->now.place = AFTER_VALUE;
    }
}

static void walk_block(walker *w, const dolen_template_node *node)
{
    const size_t line = node->line;

    if (!is_branchable(w->now.place))
        PROBLEM(w, "a block begins inside a tag's or attribute's name", node->text);
    const position before = w->now;
    walk(w, node->body);
    settle(w);
    const position after_body = w->now;
    w->now = before;
    if (node->otherwise)
        walk(w, node->otherwise);
    settle(w);
    if (!joins(&after_body, &w->now)) {
        w->line = line;
        PROBLEM(w, "a block ends in another place of the markup than it began, or its branches differ", node->text);
    }
    if (after_body.place == AFTER_VALUE || w->now.place == AFTER_VALUE)
        w->now.place = w->now.place == IN_VALUE ? IN_VALUE : AFTER_VALUE;
    w->now.value_begun = w->now.value_begun || after_body.value_begun;
}

static void walk(walker *w, dolen_template_node *nodes)
{
    for (dolen_template_node *node = nodes; node; node = node->next) {
        w->line = node->line;
        if (node->kind == DOLEN_TEMPLATE_MARKUP)
            walk_markup(w, node->text);
        else if (node->kind == DOLEN_TEMPLATE_IF || node->kind == DOLEN_TEMPLATE_EACH)
            walk_block(w, node);
        else if (node->kind == DOLEN_TEMPLATE_VALUE || node->kind == DOLEN_TEMPLATE_MESSAGE)
            walk_value(w, node);
        else if (w->now.place != IN_TEXT || is_in_script(w))
            PROBLEM(w, "an include or {content} stands between elements", node->text);
    }
}

dolen_status dolen_template_markup_check(dolen_template *template, dolen_problems *problems, dolen_err *err)
{
    const size_t before = dolen_problems_count(problems);
    walker w = {.template = template, .problems = problems, .line = 1};

    walk(&w, template->body);
    if (w.now.place != IN_TEXT)
        PROBLEM(&w, "the template ends inside a tag or comment", NULL);
    if (w.now.depth > 0)
        PROBLEM(&w, "an element is not closed", w.now.open[w.now.depth - 1]);
    if (dolen_problems_count(problems) > before)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the template has mistakes");
    return DOLEN_OK;
}
