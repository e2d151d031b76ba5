/* Good templates become C; every kind of bad one is refused with its line. */
#include <stdlib.h>

#include "node/agency/web/compiler/template_markup.h"
#include "node/agency/web/compiler/template_names.h"
#include "node/agency/web/compiler/template_output.h"
#include "tests/support/dolen_test.h"

#define RECORD "{record page}\ntext name\nboth team\nnumber age\nflag open\nurl there\nlist row rows\n{end}"
#define ROW "{record row}\ntext word\n{end}"
/* Uses every field, so that only the mistake under test is reported. */
#define REST "{name}{team}{age}{if open}{end}<a href=\"{there}\"></a>{each r in rows}{r.word}{end}"

static const char catalogue_text[] = "[message page.title]\nen = Title\ncy = Teitl\n";

typedef struct fixture {
    dolen_arena *arena;
    dolen_problems *problems;
    dolen_catalogue catalogue;
    dolen_template *templates;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    f->arena = dolen_arena_new(4 << 20);
    f->problems = dolen_problems_new(20);
    *state = f;
    return dolen_catalogue_read(f->arena, "m", dolen_bytes_of_string(catalogue_text), &f->catalogue, f->problems,
                                NULL) == DOLEN_OK
               ? 0
               : -1;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    dolen_arena_free(f->arena);
    dolen_problems_free(f->problems);
    free(f);
    return 0;
}

static dolen_status read_one(fixture *f, const char *source, const char *text)
{
    dolen_template *template;
    const dolen_status status =
        dolen_template_read(f->arena, source, dolen_bytes_of_string(text), &template, f->problems, NULL);

    if (status == DOLEN_OK) {
        template->next = f->templates;
        f->templates = template;
    }
    return status;
}

static dolen_status check_all(fixture *f)
{
    DOLEN_TRY(dolen_template_names_check(f->templates, &f->catalogue, f->problems, NULL));
    for (dolen_template *template = f->templates; template; template = template->next)
        DOLEN_TRY(dolen_template_markup_check(template, f->problems, NULL));
    return DOLEN_OK;
}

static dolen_status compile(fixture *f, const char *body)
{
    char text[4096];

    snprintf(text, sizeof text, "%s%s%s%s", RECORD, ROW, REST, body);
    DOLEN_TRY(read_one(f, "page.html", text));
    return check_all(f);
}

static void expect_refusal(fixture *f, const char *body, const char *what)
{
    assert_int_equal(DOLEN_E_INPUT, compile(f, body));
    assert_non_null(dolen_problems_at(f->problems, 0));
    if (!strstr(dolen_problems_at(f->problems, 0)->what, what))
        fail_msg("said: %s", dolen_problems_at(f->problems, 0)->what);
    f->templates = NULL;
    dolen_problems_free(f->problems);
    f->problems = dolen_problems_new(20);
}

static char *output(fixture *f)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    dolen_template_output_source(f->templates, out);
    fclose(out);
    return text;
}

static void escapes_by_place(void **state)
{
    fixture *f = *state;

    assert_int_equal(DOLEN_OK, compile(f, "<p title=\"{name}\">{name}</p><a href=\"/x/{name}\">{t:page.title}</a>"
                                          "<input value='{age}'{if open} checked{end}>"));

    char *c = output(f);
    assert_non_null(strstr(c, "dolen_page_attribute(page, view->name)"));
    assert_non_null(strstr(c, "dolen_page_text(page, view->name)"));
    assert_non_null(strstr(c, "dolen_page_url_part(page, view->name)"));
    assert_non_null(strstr(c, "dolen_page_url(page, view->there)"));
    assert_non_null(strstr(c, "dolen_page_text(page, dolen_page_message(page, DOLEN_MESSAGE_PAGE_TITLE))"));
    assert_non_null(strstr(c, "dolen_page_text(page, dolen_page_choose(page, view->team))"));
    assert_non_null(strstr(c, "dolen_page_text(page, item_r->word)"));
    assert_non_null(strstr(c, "dolen_page_number(page, view->age)"));
    free(c);
}

static void renders_layouts_and_includes(void **state)
{
    fixture *f = *state;

    assert_int_equal(
        DOLEN_OK, read_one(f, "a/frame.html", "{record frame}\ntext title\n{end}<html><p>{title}</p>{content}</html>"));
    assert_int_equal(DOLEN_OK, read_one(f, "a/row.html", "{record row}\ntext word\n{end}<b>{word}</b>"));
    assert_int_equal(DOLEN_OK, read_one(f, "a/page.html",
                                        "{layout frame}{record page}\none frame frame\nlist row rows\n{end}"
                                        "{each r in rows}{include row r}{end}"));
    assert_int_equal(DOLEN_OK, check_all(f));

    char *c = output(f);
    assert_non_null(strstr(c, "dolen_render_frame_begin(page, view->frame)"));
    assert_non_null(strstr(c, "dolen_render_frame_end(page, view->frame)"));
    assert_non_null(strstr(c, "dolen_render_row(page, item_r)"));
    free(c);
}

static void refuses_event_handlers_and_styles(void **state)
{
    fixture *f = *state;

    expect_refusal(f, "<p onclick=\"x()\"></p>", "event handler");
    expect_refusal(f, "<p ONLOAD=\"x()\"></p>", "event handler");
    expect_refusal(f, "<p style=\"color:red\"></p>", "may not hold");
    expect_refusal(f, "<meta http-equiv=\"refresh\">", "may not hold");
    expect_refusal(f, "<p class=\"a\"{if open} onclick{end}></p>", "event handler");
    expect_refusal(f, "<style>p{t:page.title}</style>", "may not hold");
    expect_refusal(f, "<iframe src=\"/x\"></iframe>", "may not hold");
    expect_refusal(f, "<base href=\"/x\">", "may not hold");
}

static void refuses_unquoted_attributes(void **state)
{
    fixture *f = *state;

    expect_refusal(f, "<p class=x></p>", "without quotation marks");
    expect_refusal(f, "<p class={name}></p>", "without quotation marks");
}

static void refuses_substitutions_that_cannot_be_escaped(void **state)
{
    fixture *f = *state;

    expect_refusal(f, "<script>{name}</script>", "in a script");
    expect_refusal(f, "<script>alert(1)</script>", "script inside the page");
    expect_refusal(f, "<!-- {name} -->", "in a comment");
    expect_refusal(f, "<{name}></p>", "in a tag name");
    expect_refusal(f, "<p{name}></p>", "in a tag name");
    expect_refusal(f, "<p {name}></p>", "attribute name");
    expect_refusal(f, "<p a{name}=\"x\"></p>", "attribute name");
}

static void refuses_urls_that_lead_away(void **state)
{
    fixture *f = *state;

    expect_refusal(f, "<a href=\"https://example.org/\"></a>", "leads off this site");
    expect_refusal(f, "<a href=\"//example.org/\"></a>", "leads off this site");
    expect_refusal(f, "<a href=\"javascript:x()\"></a>", "leads off this site");
    expect_refusal(f, "<a href=\"{name}\"></a>", "begins with a path");
    expect_refusal(f, "<a href=\"{t:page.title}\"></a>", "message in a URL");
    expect_refusal(f, "<p>{there}</p>", "outside a URL");
    expect_refusal(f, "<a href=\"{if open}/{end}{name}\"></a>", "differ");
}

static void refuses_unknown_and_unused_names(void **state)
{
    fixture *f = *state;

    expect_refusal(f, "{t:page.titel}", "unknown message");
    expect_refusal(f, "{nobody}", "undeclared value");
    expect_refusal(f, "{name.first}", "undeclared value");
    expect_refusal(f, "{rows}", "cannot be written");
    expect_refusal(f, "{each r in name}{end}", "over a list");
    expect_refusal(f, "{include nothing}", "unknown template");
    expect_refusal(f, "{record extra}\ntext idle\n{end}", "unused value");
    expect_refusal(f, "{layout nothing}", "layout");
}

static void refuses_broken_structure(void **state)
{
    fixture *f = *state;

    expect_refusal(f, "<div>", "not closed");
    expect_refusal(f, "<b></p>", "innermost");
    expect_refusal(f, "{if open}<div>{end}", "differ");
    expect_refusal(f, "{if open}<p class=\"{end}", "differ");
    expect_refusal(f, "{if open}", "not closed with {end}");
    expect_refusal(f, "{end}", "without its block");
    expect_refusal(f, "{if", "not closed on its line");
    expect_refusal(f, "}", "without an opening one");
    expect_refusal(f, "{record q}\nnonsense x\n{end}", "type name");
    expect_refusal(f, "<p class=\"", "inside a tag");
}

static void names_the_line_of_a_mistake(void **state)
{
    fixture *f = *state;

    assert_int_equal(DOLEN_E_INPUT, read_one(f, "page.html", "<p>\n</p>\n{?}\n"));

    assert_int_equal(3, dolen_problems_at(f->problems, 0)->line);
    assert_string_equal("page.html", dolen_problems_at(f->problems, 0)->source);
}

static void refuses_an_include_that_leads_back(void **state)
{
    fixture *f = *state;

    assert_int_equal(DOLEN_OK, read_one(f, "one.html", "{include two}"));
    assert_int_equal(DOLEN_OK, read_one(f, "two.html", "{include one}"));
    assert_int_equal(DOLEN_E_INPUT, check_all(f));
    assert_non_null(strstr(dolen_problems_at(f->problems, 0)->what, "leads back"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(escapes_by_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(renders_layouts_and_includes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_event_handlers_and_styles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_unquoted_attributes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_substitutions_that_cannot_be_escaped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_urls_that_lead_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_unknown_and_unused_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_broken_structure, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_the_line_of_a_mistake, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_an_include_that_leads_back, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("templates", tests, NULL, NULL);
}
