#include "node/tools/paper.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"
#include "node/tools/html.h"

typedef struct row {
    char *cells[DOLEN_PAPER_COLUMNS];
    size_t count;
} row;

struct dolen_paper {
    FILE *out;
    dolen_paper_format format;
    bool is_part;
    bool in_list;
    bool has_text; /* a part begins without an empty line */
    row *rows;
    size_t row_count;
};

static const char html_head[] = "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>";
static const char html_style[] =
    "</title>\n<style>\nbody { font-family: sans-serif; margin: 2rem; }\n"
    "table { border-collapse: collapse; margin: 1rem 0; }\nthead { display: table-header-group; }\n"
    "th, td { border: 1px solid #777; padding: 0.2rem 0.4rem; text-align: left; vertical-align: top; }\n"
    "@media print { body { margin: 0; font-size: 8pt; } }\n</style>\n</head>\n<body>\n<h1>";

/* What could begin a link, an emphasis or a table cell loses its meaning; a code such as POL.MISSING_HR stays readable.
 */
static void put_markdown(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("\\`*|<>[]", *text))
            fputc('\\', out);
        fputc(*text, out);
    }
}

static void put(const dolen_paper *paper, const char *text)
{
    if (paper->format == DOLEN_PAPER_HTML)
        dolen_html_put(paper->out, text);
    else if (paper->format == DOLEN_PAPER_MARKDOWN)
        put_markdown(paper->out, text);
    else
        fputs(text, paper->out);
}

dolen_paper *dolen_paper_part(FILE *out, dolen_paper_format format)
{
    dolen_paper *paper = dolen_memory_make(1, sizeof *paper);

    *paper = (dolen_paper){.out = out, .format = format, .is_part = true};
    return paper;
}

dolen_paper *dolen_paper_new(FILE *out, dolen_paper_format format, const char *language, const char *title)
{
    dolen_paper *paper = dolen_paper_part(out, format);

    paper->is_part = false;
    paper->has_text = true;
    if (format == DOLEN_PAPER_HTML) {
        fprintf(out, html_head, language);
        dolen_html_put(out, title);
        fputs(html_style, out);
        dolen_html_put(out, title);
        fputs("</h1>\n", out);
        return paper;
    }
    fputs(format == DOLEN_PAPER_MARKDOWN ? "# " : "", out);
    put(paper, title);
    fputc('\n', out);
    return paper;
}

static void drop_rows(dolen_paper *paper)
{
    for (size_t i = 0; i < paper->row_count; i++)
        for (size_t j = 0; j < paper->rows[i].count; j++)
            free(paper->rows[i].cells[j]);
    free(paper->rows);
    paper->rows = NULL;
    paper->row_count = 0;
}

void dolen_paper_free(dolen_paper *paper)
{
    if (!paper)
        return;
    if (!paper->is_part && paper->format == DOLEN_PAPER_HTML)
        fputs("</body>\n</html>\n", paper->out);
    drop_rows(paper);
    free(paper);
}

/* An empty line before what follows; HTML needs none. */
static void leave_a_line(dolen_paper *paper)
{
    if (paper->has_text && paper->format != DOLEN_PAPER_HTML)
        fputc('\n', paper->out);
    paper->has_text = true;
}

void dolen_paper_heading(dolen_paper *paper, int level, const char *text)
{
    if (paper->format == DOLEN_PAPER_HTML) {
        fprintf(paper->out, "<h%d>", level);
        put(paper, text);
        fprintf(paper->out, "</h%d>\n", level);
        return;
    }
    leave_a_line(paper);
    fprintf(paper->out, "%s", paper->format == DOLEN_PAPER_TEXT ? "" : level == 2 ? "## " : "### ");
    put(paper, text);
    fputc('\n', paper->out);
}

void dolen_paper_say(dolen_paper *paper, const char *text)
{
    const bool html = paper->format == DOLEN_PAPER_HTML;

    leave_a_line(paper);
    fputs(html ? "<p>" : "", paper->out);
    put(paper, text);
    fputs(html ? "</p>\n" : "\n", paper->out);
}

void dolen_paper_item(dolen_paper *paper, const char *text)
{
    const bool html = paper->format == DOLEN_PAPER_HTML;

    if (!paper->in_list) {
        leave_a_line(paper);
        fputs(html ? "<ul>\n" : "", paper->out);
    }
    paper->in_list = true;
    fputs(html ? "<li>" : "- ", paper->out);
    put(paper, text);
    fputs(html ? "</li>\n" : "\n", paper->out);
}

void dolen_paper_end_list(dolen_paper *paper)
{
    if (paper->in_list && paper->format == DOLEN_PAPER_HTML)
        fputs("</ul>\n", paper->out);
    paper->in_list = false;
}

void dolen_paper_row(dolen_paper *paper, const char *const *cells, size_t count)
{
    DOLEN_MUST(count > 0 && count <= DOLEN_PAPER_COLUMNS);
    paper->rows = dolen_memory_resize(paper->rows, paper->row_count + 1, sizeof *paper->rows);
    row *added = &paper->rows[paper->row_count++];
    *added = (row){.count = count};
    for (size_t i = 0; i < count; i++)
        added->cells[i] = dolen_memory_copy_string(cells[i] ? cells[i] : "");
}

/* Letters, not bytes: names are Welsh as often as English. */
static size_t width_of(const char *text)
{
    size_t width = 0;

    for (; *text; text++)
        width += (*text & 0xc0) != 0x80;
    return width;
}

static void write_text(const dolen_paper *paper)
{
    size_t widths[DOLEN_PAPER_COLUMNS] = {0};

    for (size_t i = 0; i < paper->row_count; i++)
        for (size_t j = 0; j < paper->rows[i].count; j++) {
            const size_t width = width_of(paper->rows[i].cells[j]);
            widths[j] = width > widths[j] ? width : widths[j];
        }
    for (size_t i = 0; i < paper->row_count; i++) {
        const row *one = &paper->rows[i];
        for (size_t j = 0; j < one->count; j++) {
            fputs(one->cells[j], paper->out);
            for (size_t pad = width_of(one->cells[j]); j + 1 < one->count && pad < widths[j] + 2; pad++)
                fputc(' ', paper->out);
        }
        fputc('\n', paper->out);
    }
}

static void write_markdown(const dolen_paper *paper)
{
    for (size_t i = 0; i < paper->row_count; i++) {
        for (size_t j = 0; j < paper->rows[i].count; j++) {
            fputs(j ? " | " : "| ", paper->out);
            put(paper, paper->rows[i].cells[j]);
        }
        fputs(" |\n", paper->out);
        for (size_t j = 0; i == 0 && j < paper->rows[i].count; j++)
            fputs(j ? "---|" : "|---|", paper->out);
        fputs(i == 0 ? "\n" : "", paper->out);
    }
}

static void write_html(const dolen_paper *paper)
{
    fputs("<table>\n", paper->out);
    for (size_t i = 0; i < paper->row_count; i++) {
        fputs(i == 0 ? "<thead>\n<tr>" : "<tr>", paper->out);
        for (size_t j = 0; j < paper->rows[i].count; j++) {
            const char *start = i == 0 ? "<th scope=\"col\">" : j == 0 ? "<th scope=\"row\">" : "<td>";
            fputs(start, paper->out);
            put(paper, paper->rows[i].cells[j]);
            fputs(i == 0 || j == 0 ? "</th>" : "</td>", paper->out);
        }
        fputs(i == 0 ? "</tr>\n</thead>\n<tbody>\n" : "</tr>\n", paper->out);
    }
    fputs("</tbody>\n</table>\n", paper->out);
}

void dolen_paper_end_table(dolen_paper *paper)
{
    if (paper->row_count == 0)
        return;
    leave_a_line(paper);
    if (paper->format == DOLEN_PAPER_TEXT)
        write_text(paper);
    else if (paper->format == DOLEN_PAPER_MARKDOWN)
        write_markdown(paper);
    else
        write_html(paper);
    drop_rows(paper);
}
