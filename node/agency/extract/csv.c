#include "node/agency/extract/csv.h"

#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"
#include "node/base/text.h"

enum { INPUT = 64 * 1024, AT_END = -1, LOST = -2, DELETE = 0x7F, SIZE_OF_MARK = 3 };

struct dolen_csv {
    dolen_csv_source source;
    dolen_csv_encoding encoding;
    char separator;
    dolen_status broken; /* an earlier fault: nothing is read after it */
    bool begun;
    size_t line;
    size_t row_line;
    size_t columns; /* of the first row */
    size_t column;  /* of the field last begun, from 1 */
    size_t at;
    size_t filled;
    size_t used; /* of text */
    size_t field_start;
    bool has_high;
    const char *fields[DOLEN_CSV_COLUMNS];
    uint8_t input[INPUT];
    char text[DOLEN_CSV_ROW];
};

/* How a field ended. */
typedef enum ending {
    FIELD_ENDS,
    ROW_ENDS,
} ending;

/* Unicode of the bytes 0x80 to 0x9F in windows-1252; 0 = not assigned. */
static const uint16_t windows_1252[] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                        0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

dolen_csv *dolen_csv_new(dolen_csv_source source, dolen_csv_encoding encoding, char separator)
{
    dolen_csv *csv = dolen_memory_make(1, sizeof *csv);

    DOLEN_MUST(separator == ',' || separator == ';' || separator == '\t');
    csv->source = source;
    csv->encoding = encoding;
    csv->separator = separator;
    csv->line = csv->row_line = 1;
    return csv;
}

void dolen_csv_free(dolen_csv *csv)
{
    if (!csv)
        return;
    dolen_memory_wipe(csv, sizeof *csv);
    free(csv);
}

size_t dolen_csv_line(const dolen_csv *csv)
{
    return csv->row_line;
}

size_t dolen_csv_column(const dolen_csv *csv)
{
    return csv->column ? csv->column : 1;
}

/* The next byte without taking it, AT_END, or LOST when the source fails. */
static int peek(dolen_csv *csv)
{
    if (csv->at == csv->filled) {
        const long got = csv->source.read(csv->source.context, csv->input, sizeof csv->input);
        if (got < 0)
            return LOST;
        csv->at = 0;
        csv->filled = (size_t)got;
        if (got == 0)
            return AT_END;
    }
    return csv->input[csv->at];
}

static void take(dolen_csv *csv)
{
    if (csv->input[csv->at++] == '\n')
        csv->line++;
}

/* Room for the byte and the NUL behind the field. */
static dolen_status put(dolen_csv *csv, unsigned byte, dolen_err *err)
{
    if (csv->used - csv->field_start >= DOLEN_CSV_FIELD)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a field is longer than 4 KiB: is a quote missing?");
    if (csv->used + 2 > sizeof csv->text)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a row is longer than 64 KiB: is a quote missing?");
    csv->text[csv->used++] = (char)byte;
    return DOLEN_OK;
}

static dolen_status put_point(dolen_csv *csv, unsigned point, dolen_err *err)
{
    if (point >= 0x800) {
        DOLEN_TRY(put(csv, 0xE0 | point >> 12, err));
        DOLEN_TRY(put(csv, 0x80 | (point >> 6 & 0x3F), err));
    } else {
        DOLEN_TRY(put(csv, 0xC0 | point >> 6, err));
    }
    return put(csv, 0x80 | (point & 0x3F), err);
}

/* Add one byte of a field, decoded. */
static dolen_status add(dolen_csv *csv, unsigned byte, dolen_err *err)
{
    if ((byte < ' ' && byte != '\t' && byte != '\n' && byte != '\r') || byte == DELETE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a control character: this is no text");
    if (byte < 0x80)
        return put(csv, byte, err);
    csv->has_high = true;
    if (csv->encoding == DOLEN_CSV_UTF_8)
        return put(csv, byte, err);
    if (byte >= 0xA0)
        return put_point(csv, byte, err);
    if (csv->encoding == DOLEN_CSV_ISO_8859_1)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a character that iso-8859-1 does not have: perhaps it is windows-1252");
    if (!windows_1252[byte - 0x80])
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a character that windows-1252 does not have");
    return put_point(csv, windows_1252[byte - 0x80], err);
}

/* What may follow a field: a separator, a line's end or the file's. */
static dolen_status end_field(dolen_csv *csv, ending *out, dolen_err *err)
{
    int byte = peek(csv);

    *out = ROW_ENDS;
    if (byte == AT_END)
        return DOLEN_OK;
    if (byte == LOST)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the file cannot be read further");
    take(csv);
    if (byte == csv->separator)
        *out = FIELD_ENDS;
    if (byte == csv->separator || byte == '\n')
        return DOLEN_OK;
    if (byte != '\r')
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "text follows a closing quote: quotes within a field are doubled");
    byte = peek(csv);
    if (byte != '\n')
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a carriage return without a line feed");
    take(csv);
    return DOLEN_OK;
}

static dolen_status read_quoted(dolen_csv *csv, dolen_err *err)
{
    take(csv);
    for (;;) {
        const int byte = peek(csv);
        if (byte == AT_END)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a quote is opened here and never closed");
        if (byte == LOST)
            return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the file cannot be read further");
        take(csv);
        if (byte != '"') {
            DOLEN_TRY(add(csv, (unsigned)byte, err));
            continue;
        }
        if (peek(csv) != '"')
            return DOLEN_OK;
        take(csv);
        DOLEN_TRY(add(csv, '"', err));
    }
}

static dolen_status read_plain(dolen_csv *csv, dolen_err *err)
{
    for (;;) {
        const int byte = peek(csv);
        if (byte == AT_END || byte == LOST || byte == csv->separator || byte == '\n' || byte == '\r')
            return DOLEN_OK;
        if (byte == '"')
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a quote within a field that does not begin with one");
        take(csv);
        DOLEN_TRY(add(csv, (unsigned)byte, err));
    }
}

static dolen_status read_field(dolen_csv *csv, size_t number, ending *out, dolen_err *err)
{
    csv->column = number + 1;
    if (number == DOLEN_CSV_COLUMNS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a row has more than 128 columns");
    csv->field_start = csv->used;
    csv->has_high = false;
    DOLEN_TRY(peek(csv) == '"' ? read_quoted(csv, err) : read_plain(csv, err));
    DOLEN_TRY(end_field(csv, out, err));
    const char *field = csv->text + csv->field_start;
    if (csv->has_high && !dolen_text_is_utf8(field, csv->used - csv->field_start))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "this is not UTF-8: declare the file's encoding in the mapping");
    if (csv->used == sizeof csv->text)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "a row is longer than 64 KiB: is a quote missing?");
    csv->text[csv->used++] = '\0';
    csv->fields[number] = field;
    return DOLEN_OK;
}

/* A byte-order mark of UTF-8 is skipped where that is declared. */
static dolen_status begin(dolen_csv *csv, dolen_err *err)
{
    static const uint8_t mark[SIZE_OF_MARK] = {0xEF, 0xBB, 0xBF};

    csv->begun = true;
    if (peek(csv) == LOST)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the file cannot be read");
    const size_t size = csv->filled - csv->at;
    if (size >= 2 && (csv->input[0] == 0xFE || csv->input[0] == 0xFF) && (csv->input[1] ^ csv->input[0]) == 1)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the file is UTF-16: export it as UTF-8");
    if (size < SIZE_OF_MARK || memcmp(csv->input, mark, SIZE_OF_MARK) != 0)
        return DOLEN_OK;
    if (csv->encoding != DOLEN_CSV_UTF_8)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the file begins as UTF-8, but another encoding is declared");
    csv->at += SIZE_OF_MARK;
    return DOLEN_OK;
}

static dolen_status read_row(dolen_csv *csv, dolen_csv_row *out, dolen_err *err)
{
    ending how = FIELD_ENDS;
    size_t count = 0;

    if (!csv->begun)
        DOLEN_TRY(begin(csv, err));
    csv->row_line = csv->line;
    csv->used = 0;
    csv->column = 0;
    if (peek(csv) == AT_END)
        return DOLEN_OK;
    while (how == FIELD_ENDS)
        DOLEN_TRY(read_field(csv, count++, &how, err));
    if (csv->columns && count < csv->columns)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the row has fewer columns than the header");
    if (csv->columns && count > csv->columns)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the row has more columns than the header");
    csv->columns = count;
    *out = (dolen_csv_row){csv->fields, count, csv->row_line};
    return DOLEN_OK;
}

dolen_status dolen_csv_next(dolen_csv *csv, dolen_csv_row *out, dolen_err *err)
{
    *out = (dolen_csv_row){0};
    if (csv->broken != DOLEN_OK)
        return DOLEN_FAIL(err, csv->broken, "the reading ended at an earlier fault");
    csv->broken = read_row(csv, out, err);
    return csv->broken;
}

dolen_status dolen_csv_encoding_read(const char *text, dolen_csv_encoding *out, dolen_err *err)
{
    static const char *const names[] = {"utf-8", "windows-1252", "iso-8859-1"};

    *out = DOLEN_CSV_UTF_8;
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (dolen_text_same(names[i], text)) {
            *out = (dolen_csv_encoding)i;
            return DOLEN_OK;
        }
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "an encoding is utf-8, windows-1252 or iso-8859-1");
}
