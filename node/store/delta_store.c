#include "node/store/delta_store.h"

#include <string.h>

enum { PARAMETERS = 4096, SUMS_PAGE = 1024 };

static const dolen_statement find_agency =
    DOLEN_STATEMENT("delta-find-agency", "SELECT id FROM agency WHERE code = $1");
static const dolen_statement make_agency =
    DOLEN_STATEMENT("delta-make-agency", "INSERT INTO agency (code) VALUES ($1) ON CONFLICT (code) DO NOTHING");
static const dolen_statement read_state = DOLEN_STATEMENT(
    "delta-state", "SELECT sequence, digest, set_digest, extract_as_of, EXISTS (SELECT FROM erased_index e "
                   "WHERE e.agency = $1 AND e.epoch = $2 AND e.sequence = delta.sequence) FROM delta "
                   "WHERE agency = $1 AND epoch = $2 ORDER BY sequence DESC LIMIT 1");
static const dolen_statement read_receipt =
    DOLEN_STATEMENT("delta-receipt", "SELECT receipt FROM delta WHERE agency = $1 AND epoch = $2 AND sequence = $3");
static const dolen_statement list_staged =
    DOLEN_STATEMENT("delta-staged", "SELECT chunk FROM stage_chunk WHERE agency = $1 AND epoch = $2 AND sequence = $3 "
                                    "ORDER BY chunk");
static const dolen_statement lock_shared =
    DOLEN_STATEMENT("delta-lock-shared", "SELECT pg_advisory_xact_lock_shared($1, $2)");
static const dolen_statement lock_exclusive =
    DOLEN_STATEMENT("delta-lock-exclusive", "SELECT pg_advisory_xact_lock($1, $2)");
static const dolen_statement sum_up = DOLEN_STATEMENT(
    "delta-totals", "SELECT count(*), coalesce(sum(puts), 0)::bigint, coalesce(sum(withdrawals), 0)::bigint, "
                    "coalesce(sum(put_persons), 0)::bigint, coalesce(sum(put_addresses), 0)::bigint, "
                    "coalesce(sum(old_persons), 0)::bigint, coalesce(sum(old_addresses), 0)::bigint, "
                    "sha256(coalesce(string_agg(digest, ''::bytea ORDER BY chunk), ''::bytea)) FROM stage_chunk "
                    "WHERE agency = $1 AND epoch = $2 AND sequence = $3 AND chunk < $4");
static const dolen_statement page_sums =
    DOLEN_STATEMENT("delta-sums", "SELECT chunk, put_sum, old_sum FROM stage_chunk "
                                  "WHERE agency = $1 AND epoch = $2 AND sequence = $3 AND chunk > $4 "
                                  "AND chunk < $5 ORDER BY chunk LIMIT $6");
static const dolen_statement record_delta = DOLEN_STATEMENT(
    "delta-finish", "INSERT INTO delta (agency, epoch, sequence, digest, set_digest, kind, puts, withdrawals, "
                    "extract_as_of, applied, receipt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");

static dolen_parameters parameters_of(dolen_arena *arena, dolen_delta_place place)
{
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int2(&parameters, place.agency);
    dolen_parameters_int4(&parameters, (int32_t)place.epoch);
    return parameters;
}

dolen_status dolen_delta_store_agency(dolen_connection *connection, dolen_code code, int16_t *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    *out = 0;
    dolen_parameters_text(&parameters, code.text);
    for (int attempt = 0; attempt < 2; attempt++) {
        DOLEN_OWN(dolen_rows, rows) = NULL;
        DOLEN_TRY(dolen_statement_run(connection, &find_agency, &parameters, &rows, err));
        if (dolen_rows_count(rows) == 1) {
            *out = (int16_t)dolen_rows_number(rows, 0, 0);
            return DOLEN_OK;
        }
        DOLEN_TRY(dolen_statement_run(connection, &make_agency, &parameters, NULL, err));
    }
    return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the agency could not be entered");
}

dolen_status dolen_delta_store_state(dolen_connection *connection, dolen_delta_place place, dolen_stored_state *out,
                                     dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    const dolen_parameters parameters = parameters_of(arena, place);

    *out = (dolen_stored_state){0};
    DOLEN_TRY(dolen_statement_run(connection, &read_state, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_OK;
    out->sequence = (uint64_t)dolen_rows_number(rows, 0, 0);
    out->digest = dolen_rows_digest(rows, 0, 1);
    out->set_digest = dolen_rows_digest(rows, 0, 2);
    out->extract_as_of = dolen_rows_number(rows, 0, 3);
    out->is_erased = dolen_rows_number(rows, 0, 4) != 0;
    return DOLEN_OK;
}

dolen_status dolen_delta_store_receipt(dolen_connection *connection, dolen_delta_place place, uint64_t sequence,
                                       dolen_arena *arena, dolen_bytes *out, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = parameters_of(arena, place);

    *out = dolen_bytes_of(NULL, 0);
    dolen_parameters_int8(&parameters, (int64_t)sequence);
    DOLEN_TRY(dolen_statement_run(connection, &read_receipt, &parameters, &rows, err));
    if (dolen_rows_count(rows) == 0)
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "no such delta was applied");
    const dolen_bytes receipt = dolen_rows_bytes(rows, 0, 0);
    const char *copy = dolen_arena_copy_string(arena, (const char *)receipt.at, receipt.size);
    if (!copy)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the request needs more memory than it may have");
    *out = dolen_bytes_of(copy, receipt.size);
    return DOLEN_OK;
}

dolen_status dolen_delta_store_staged(dolen_connection *connection, dolen_delta_place place, uint64_t sequence,
                                      dolen_arena *arena, const uint32_t **indices, size_t *count, dolen_err *err)
{
    DOLEN_OWN(dolen_rows, rows) = NULL;
    uint32_t *list = NULL;
    dolen_parameters parameters = parameters_of(arena, place);

    *indices = NULL;
    *count = 0;
    dolen_parameters_int8(&parameters, (int64_t)sequence);
    DOLEN_TRY(dolen_statement_run(connection, &list_staged, &parameters, &rows, err));
    DOLEN_TRY(dolen_arena_take(arena, dolen_rows_count(rows), sizeof *list, (void *)&list, err));
    for (size_t i = 0; i < dolen_rows_count(rows); i++)
        list[i] = (uint32_t)dolen_rows_number(rows, i, 0);
    *indices = list;
    *count = dolen_rows_count(rows);
    return DOLEN_OK;
}

dolen_status dolen_delta_store_lock(dolen_connection *connection, dolen_delta_place place, bool exclusive,
                                    dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_int4(&parameters, place.agency);
    dolen_parameters_int4(&parameters, (int32_t)place.epoch);
    return dolen_statement_run(connection, exclusive ? &lock_exclusive : &lock_shared, &parameters, NULL, err);
}

dolen_status dolen_delta_store_totals(dolen_connection *connection, dolen_delta_place place, uint64_t sequence,
                                      uint32_t chunks, dolen_staged_totals *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    DOLEN_OWN(dolen_rows, rows) = NULL;
    dolen_parameters parameters = parameters_of(arena, place);

    *out = (dolen_staged_totals){0};
    dolen_parameters_int8(&parameters, (int64_t)sequence);
    dolen_parameters_int4(&parameters, (int32_t)chunks);
    DOLEN_TRY(dolen_statement_run(connection, &sum_up, &parameters, &rows, err));
    out->chunks = (uint32_t)dolen_rows_number(rows, 0, 0);
    out->puts = dolen_rows_number(rows, 0, 1);
    out->withdrawals = dolen_rows_number(rows, 0, 2);
    out->put_persons = dolen_rows_number(rows, 0, 3);
    out->put_addresses = dolen_rows_number(rows, 0, 4);
    out->old_persons = dolen_rows_number(rows, 0, 5);
    out->old_addresses = dolen_rows_number(rows, 0, 6);
    out->digest = dolen_rows_digest(rows, 0, 7);
    return DOLEN_OK;
}

dolen_status dolen_delta_store_visit_sums(dolen_connection *connection, dolen_delta_place place, uint64_t sequence,
                                          uint32_t chunks, dolen_delta_sums visit, void *context, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    int64_t last = -1;
    size_t found = SUMS_PAGE;

    while (found == SUMS_PAGE) {
        DOLEN_OWN(dolen_rows, rows) = NULL;
        dolen_arena_reset(arena);
        dolen_parameters parameters = parameters_of(arena, place);
        dolen_parameters_int8(&parameters, (int64_t)sequence);
        dolen_parameters_int4(&parameters, (int32_t)last);
        dolen_parameters_int4(&parameters, (int32_t)chunks);
        dolen_parameters_int8(&parameters, SUMS_PAGE);
        DOLEN_TRY(dolen_statement_run(connection, &page_sums, &parameters, &rows, err));
        found = dolen_rows_count(rows);
        for (size_t i = 0; i < found; i++) {
            const dolen_digest put_sum = dolen_rows_digest(rows, i, 1);
            const dolen_digest old_sum = dolen_rows_digest(rows, i, 2);
            last = dolen_rows_number(rows, i, 0);
            DOLEN_TRY(visit(context, &put_sum, &old_sum, err));
        }
    }
    return DOLEN_OK;
}

dolen_status dolen_delta_store_finish(dolen_connection *connection, dolen_delta_place place, const dolen_delta *delta,
                                      const dolen_digest *digest, int64_t applied, dolen_bytes receipt, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(PARAMETERS);
    dolen_parameters parameters = parameters_of(arena, place);

    dolen_parameters_int8(&parameters, (int64_t)delta->sequence);
    dolen_parameters_digest(&parameters, digest);
    dolen_parameters_digest(&parameters, &delta->set_digest);
    dolen_parameters_int2(&parameters, (int16_t)delta->kind);
    dolen_parameters_int8(&parameters, (int64_t)delta->put_count);
    dolen_parameters_int8(&parameters, (int64_t)delta->withdraw_count);
    dolen_parameters_int8(&parameters, delta->extract_as_of);
    dolen_parameters_int8(&parameters, applied);
    dolen_parameters_bytes(&parameters, receipt);
    return dolen_statement_run(connection, &record_delta, &parameters, NULL, err);
}
