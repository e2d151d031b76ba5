/* Any bytes as a CSV file in any encoding: rows within bounds of valid UTF-8, or a fault, the same at every step size.
 */
#include "node/agency/extract/csv.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"
#include "tests/support/memory_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads all; the digest tells everything that came out. */
static dolen_digest read_all(const uint8_t *data, size_t size, size_t step, uint8_t how)
{
    memory_source memory = {data, size, step};
    DOLEN_OWN(dolen_csv, csv) = dolen_csv_new((dolen_csv_source){memory_source_read, &memory},
                                              (dolen_csv_encoding)(how % 3), ",;\t"[how / 3 % 3]);
    dolen_hash hash = dolen_hash_start();
    dolen_status status = DOLEN_OK;
    size_t columns = 0;
    dolen_csv_row row = {.count = 1};

    while (status == DOLEN_OK && row.count) {
        status = dolen_csv_next(csv, &row, NULL);
        DOLEN_MUST(row.count <= DOLEN_CSV_COLUMNS && (!columns || !row.count || row.count == columns));
        columns = row.count;
        for (size_t i = 0; i < row.count; i++) {
            const dolen_bytes field = dolen_bytes_of_string(row.fields[i]);
            DOLEN_MUST(field.size <= DOLEN_CSV_FIELD && dolen_text_is_utf8(row.fields[i], field.size));
            dolen_hash_add(&hash, field);
            dolen_hash_add(&hash, dolen_bytes_of("|", 1));
        }
    }
    const size_t place[] = {(size_t)status, dolen_csv_line(csv), dolen_csv_column(csv)};
    dolen_hash_add(&hash, dolen_bytes_of(place, sizeof place));
    return dolen_hash_finish(&hash);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const dolen_digest whole = read_all(data + 2, size - 2, size, data[0]);
    /* A byte-order mark is looked for in the first piece, so pieces are not smaller than it. */
    const dolen_digest pieces = read_all(data + 2, size - 2, 3U + data[1] % 64U, data[0]);
    DOLEN_MUST(dolen_digest_same(whole, pieces));
    return 0;
}
