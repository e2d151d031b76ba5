#include "node/agency/publish_json.h"

const char *dolen_publish_stage_word(dolen_publish_stage stage)
{
    static const char *const words[] = {
        [DOLEN_PUBLISH_IDLE] = "idle",
        [DOLEN_PUBLISH_CHECKING] = "checking",
        [DOLEN_PUBLISH_COMPARING] = "comparing",
        [DOLEN_PUBLISH_SENDING] = "sending",
        [DOLEN_PUBLISH_COMMITTING] = "committing",
        [DOLEN_PUBLISH_DONE] = "done",
        [DOLEN_PUBLISH_FAILED] = "failed",
    };

    return words[stage];
}

static json_t *problems_document(const dolen_publish_progress *progress)
{
    json_t *list = json_array();

    for (size_t i = 0; i < DOLEN_PUBLISH_PROBLEMS && i < progress->problem_count; i++)
        json_array_append_new(list,
                              json_pack("{s:I, s:s, s:s}", "line", (json_int_t)progress->problems[i].line, "column",
                                        progress->problems[i].column, "what", progress->problems[i].what));
    return list;
}

static json_t *result_document(dolen_code agency, const dolen_publish_result *result)
{
    char digest[2 * DOLEN_DIGEST_SIZE + 1];

    dolen_bytes_to_hex(dolen_bytes_of(result->set_digest.bytes, DOLEN_DIGEST_SIZE), digest);
    return json_pack(
        "{s:s, s:I, s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:s, s:{s:I, s:I}}", "agency", agency.text,
        "epoch", (json_int_t)result->epoch, "seq", (json_int_t)result->sequence, "kind",
        result->kind == DOLEN_DELTA_SNAPSHOT ? "snapshot" : "incremental", "rows", (json_int_t)result->rows, "rejected",
        (json_int_t)result->rejected, "unmatchable", (json_int_t)result->unmatchable, "put", (json_int_t)result->put,
        "withdrawn", (json_int_t)result->withdrawn, "unchanged", (json_int_t)result->unchanged, "pseudonyms",
        (json_int_t)result->pseudonyms, "seconds", (double)result->milliseconds / 1000.0, "set_digest", digest,
        "receipt", "index", (json_int_t)result->ledger_index, "size", (json_int_t)result->ledger_size);
}

json_t *dolen_publish_json(dolen_code agency, const dolen_publish_progress *progress)
{
    const bool done = progress->stage == DOLEN_PUBLISH_DONE;
    const bool failed = progress->stage == DOLEN_PUBLISH_FAILED;
    const bool running = !done && !failed && progress->stage != DOLEN_PUBLISH_IDLE;

    return json_pack("{s:b, s:s, s:I, s:I, s:o, s:I, s:o, s:o}", "running", (int)running, "stage",
                     dolen_publish_stage_word(progress->stage), "done", (json_int_t)progress->done, "total",
                     (json_int_t)progress->total, "problems", problems_document(progress), "problem_count",
                     (json_int_t)progress->problem_count, "error",
                     failed ? json_string(progress->failure ? progress->failure : "it did not work") : json_null(),
                     "result", done ? result_document(agency, &progress->result) : json_null());
}
