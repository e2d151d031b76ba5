/* Any bytes as a mapping: read, or refused with at least one reason; what is read can be asked everything. */
#include "node/agency/extract/mapping.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"local_id", "Code", "dob", "A", "a b"};
    const dolen_csv_row header = {names, sizeof names / sizeof *names, 1};
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(4);
    dolen_mapping *read = NULL;
    dolen_mapping_columns columns;
    uint16_t team;

    const dolen_status status = dolen_mapping_read_text("fuzz", dolen_bytes_of(data, size), &read, problems, NULL);
    DOLEN_OWN(dolen_mapping, mapping) = read;
    DOLEN_MUST((status == DOLEN_OK) == (mapping != NULL));
    DOLEN_MUST(status != DOLEN_E_INPUT || dolen_problems_count(problems) > 0);
    if (!mapping)
        return 0;
    DOLEN_MUST(dolen_mapping_code(mapping, "x")[0]);
    (void)dolen_mapping_team(mapping, "x", &team);
    if (dolen_mapping_header(mapping, &header, "fuzz", &columns, problems, NULL) == DOLEN_OK)
        for (size_t i = 0; i < DOLEN_MAPPING_FIELDS; i++)
            for (size_t k = 0; k < columns.field[i].count; k++)
                DOLEN_MUST(columns.field[i].at[k] < header.count);
    return 0;
}
