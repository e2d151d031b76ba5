#include "node/agency/publish_job.h"

#include <string.h>

#include "governance/policy/policy.h"
#include "governance/policy/policy_dimension.h"
#include "node/agency/alerts/alert_fetcher.h"
#include "node/agency/alerts/alert_watch.h"
#include "node/agency/publish_digests.h"
#include "node/agency/publish_sender.h"
#include "node/agency/subject_marks.h"
#include "node/base/log.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"
#include "node/crypto/set_digest.h"
#include "node/store/notice_store.h"

enum { SMALL_ARENA = 512 * 1024, PAGE_ARENA = 512 * 1024 };

typedef struct job {
    dolen_agency *agency;
    const dolen_federation *federation;
    const dolen_federation_member *member;
    const dolen_publish_watch *watch;
    const char *csv;
    bool release;
    uint32_t epoch;
    dolen_mapping *mapping;
    dolen_extract *extract;
    dolen_extract_figures figures;
    dolen_arena *arena; /* of the marks */
    dolen_subject_marks marks;
    dolen_publication_state state;
    bool snapshot;
    dolen_published_counts counts;
    dolen_publish_sent sent;
    dolen_alert_watch *watched;
    dolen_arena *shielded_arena; /* of the ids below */
    dolen_shielded_id *shielded;
    size_t shielded_count;
    dolen_publish_result *out;
} job;

static dolen_flag_kind kind_of(void *context, dolen_code code, dolen_subject subject)
{
    const job *j = context;
    const dolen_headline *headline = dolen_rules_find_headline(j->agency->rules, code);
    const dolen_member_type *type = dolen_rules_find_type(j->agency->rules, j->member->type);

    if (!headline || !type)
        return DOLEN_FLAG_NONE;
    const bool ours =
        dolen_code_same(headline->group, dolen_code_of("any")) || dolen_code_list_has(type->groups, headline->group);
    const bool fits = subject == DOLEN_SUBJECT_ADDRESS ? headline->about_addresses : headline->about_people;
    return ours && fits ? headline->kind : DOLEN_FLAG_NONE;
}

static bool dimension_of(void *context, dolen_counted_by which, const char *value, int age, dolen_code *out)
{
    const job *j = context;

    return dolen_policy_dimension_find(j->agency->rules, which, value, age, out);
}

static bool team_of(void *context, const char *team, uint16_t *out)
{
    const job *j = context;

    for (size_t i = 0; i < j->member->contact_count; i++)
        if (dolen_text_same(j->member->contacts[i].team_en, team)) {
            *out = (uint16_t)(i + 1);
            return true;
        }
    return false;
}

static dolen_status open_extract(job *j, dolen_problems *problems, dolen_err *err)
{
    const dolen_extract_rules rules = {.kind_of = kind_of,
                                       .team_of = team_of,
                                       .dimension_of = dimension_of,
                                       .context = j,
                                       .today = dolen_day_of(dolen_clock_now(j->agency->clock)),
                                       .held_months = dolen_rules_limits(j->agency->rules)->held_months,
                                       .agency = j->agency->code.text,
                                       .needs_manifest = true};

    j->watch->stage(j->watch->context, DOLEN_PUBLISH_CHECKING, 0);
    DOLEN_TRY(dolen_mapping_read(j->agency->settings.mapping_file, &j->mapping, problems, err));
    const dolen_status opened = dolen_extract_open(j->csv, j->mapping, &rules, &j->extract, &j->figures, problems, err);
    j->out->rows = j->figures.rows;
    j->out->rejected = j->figures.rejected;
    return opened;
}

/* A run that was sealed before the node stopped: its commit is sent again, which the broker answers the same way. */
static dolen_status settle(job *j, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(SMALL_ARENA);
    dolen_published_sealed sealed;
    dolen_delta_receipt receipt;
    dolen_broker_refusal refusal;
    dolen_bytes encoded;

    DOLEN_TRY(dolen_published_store_sealed(j->agency->pool, j->epoch, arena, &sealed, err));
    if (!sealed.exists)
        return DOLEN_OK;
    const dolen_status committed =
        dolen_broker_link_commit(j->agency->broker, sealed.commit_message, arena, &receipt, &encoded, &refusal, err);
    if (committed == DOLEN_OK)
        return dolen_published_store_confirm(j->agency->pool, j->epoch, sealed.sequence,
                                             dolen_clock_now(j->agency->clock), encoded, err);
    if (committed == DOLEN_E_REMOTE)
        return committed;
    dolen_log_warning("an unfinished publication is given up", dolen_field_status(dolen_status_word(committed)),
                      dolen_field_sequence((int64_t)sealed.sequence));
    return dolen_published_store_discard(j->agency->pool, j->epoch, err);
}

/* Both sides must be where the last receipt left them; else a snapshot brings them together again. */
static dolen_status compare_states(job *j, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_DELTA_STATE_ARENA);
    dolen_delta_state broker;

    DOLEN_TRY(settle(j, err));
    DOLEN_TRY(dolen_published_store_state(j->agency->pool, j->epoch, &j->state, err));
    DOLEN_TRY(dolen_broker_link_state(j->agency->broker, j->epoch, arena, &broker, err));
    j->snapshot = broker.sequence == 0 || broker.sequence != j->state.sequence ||
                  !dolen_digest_same(broker.digest, j->state.digest) ||
                  !dolen_digest_same(broker.set_digest, j->state.set_digest);
    if (j->snapshot && broker.sequence != 0)
        dolen_log_warning("the broker is elsewhere than this node: everything is published again",
                          dolen_field_sequence((int64_t)broker.sequence));
    j->out->sequence = broker.sequence + 1;
    j->state.sequence = broker.sequence;
    j->state.digest = broker.digest;
    j->state.set_digest = broker.set_digest;
    return DOLEN_OK;
}

static dolen_status check_size(const job *j, dolen_err *err)
{
    const dolen_limits *limits = dolen_rules_limits(j->agency->rules);

    if (!j->release && dolen_extract_has_shrunk(&j->figures, (uint64_t)j->state.extract_rows, limits->shrink_per_cent))
        return DOLEN_FAIL(err, DOLEN_E_DENIED,
                          "the extract has shrunk more than the rules allow: nothing was published; look at it, and "
                          "publish it with --release if it is right");
    return DOLEN_OK;
}

/* A list of protections that was cut short would publish people in hiding like any other (IG-15). */
static dolen_status check_protections(const job *j, dolen_err *err)
{
    const dolen_limits *limits = dolen_rules_limits(j->agency->rules);
    uint64_t before = 0;

    DOLEN_TRY(dolen_notice_store_shielded(j->agency->pool, &before, err));
    if (!j->release && dolen_extract_protections_have_shrunk(&j->figures, before, limits->shrink_per_cent))
        return DOLEN_FAIL(
            err, DOLEN_E_DENIED,
            "far fewer records are protected than at the last publication: nothing was published; look at "
            "the list of protections, and publish it with --release if it is right");
    return DOLEN_OK;
}

static dolen_status check_stopped(const job *j, dolen_err *err)
{
    if (j->watch->is_stopped(j->watch->context))
        return DOLEN_FAIL(err, DOLEN_E_REMOTE, "the node is stopping: run it again");
    return DOLEN_OK;
}

/* The next entry that may be published at all, with what its person disputes marked (IG-27). */
static dolen_status next_entry(const job *j, dolen_arena *arena, dolen_extract_entry *entry, bool *has, dolen_err *err)
{
    dolen_uuid key;

    do {
        DOLEN_TRY(dolen_extract_next(j->extract, arena, entry, has, err));
        if (!*has)
            return DOLEN_OK;
        key = dolen_publish_digests_key(j->agency->keys, entry->local_id);
    } while (dolen_subject_marks_reason(&j->marks, key) != DOLEN_WITHDRAWN_GONE);
    return dolen_subject_marks_dispute(&j->marks, key, arena, entry, err);
}

/* Whom an alert must be able to name at once. The figures of the whole file say how many there are. */
static dolen_status note_shielded(job *j, const dolen_extract_entry *entry, dolen_uuid key, dolen_err *err)
{
    if (entry->protection == DOLEN_PROTECTION_NONE)
        return DOLEN_OK;
    if (!j->shielded_arena) {
        const size_t count = (size_t)j->figures.shielded;
        j->shielded_arena = dolen_arena_new(SMALL_ARENA + count * (sizeof *j->shielded + 2 * DOLEN_EXTRACT_LOCAL_ID));
        DOLEN_TRY(dolen_arena_take(j->shielded_arena, count, sizeof *j->shielded, (void *)&j->shielded, err));
    }
    if (j->shielded_count == (size_t)j->figures.shielded)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the extract changed while it was read");
    const char *local_id = dolen_arena_copy_string(j->shielded_arena, entry->local_id, strlen(entry->local_id));
    if (!local_id)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "too many protected records");
    j->shielded[j->shielded_count++] = (dolen_shielded_id){.key = key, .local_id = local_id};
    return DOLEN_OK;
}

static dolen_status compare_with_published(job *j, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_EXTRACT_ARENA);
    DOLEN_OWN(dolen_published_run, run) = NULL;
    bool has = true;

    j->watch->stage(j->watch->context, DOLEN_PUBLISH_COMPARING, j->figures.people + j->figures.addresses);
    DOLEN_TRY(dolen_published_run_begin(j->agency->pool, j->epoch, j->snapshot, dolen_clock_now(j->agency->clock), &run,
                                        err));
    for (int64_t place = 0;; place++) {
        dolen_extract_entry entry;
        DOLEN_TRY(next_entry(j, arena, &entry, &has, err));
        if (!has)
            break;
        dolen_published_row row = dolen_publish_digests_of(j->agency->keys, &entry);
        row.place = place;
        dolen_published_run_add(run, &row);
        DOLEN_TRY(note_shielded(j, &entry, row.key, err));
        dolen_alert_watch_note(j->watched, &entry, row.key);
        j->watch->done(j->watch->context, 1);
    }
    DOLEN_TRY(check_stopped(j, err));
    return dolen_published_run_compare(run, &j->counts, err);
}

/* The extract once more, in step with the changes, which come in the order of places. */
typedef struct walk {
    dolen_arena *arena;
    dolen_extract_entry entry;
    int64_t place;
    bool has;
} walk;

static dolen_status walk_to(const job *j, walk *w, int64_t place, dolen_err *err)
{
    while (w->place < place) {
        DOLEN_TRY(next_entry(j, w->arena, &w->entry, &w->has, err));
        if (!w->has)
            return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the extract changed while it was read");
        w->place++;
    }
    return DOLEN_OK;
}

static dolen_status send_page(job *j, dolen_publish_sender *sender, walk *w, const dolen_published_change *changes,
                              size_t count, dolen_err *err)
{
    for (size_t i = 0; i < count; i++) {
        const bool gone = changes[i].class == DOLEN_PUBLISHED_GONE;
        if (!gone)
            DOLEN_TRY(walk_to(j, w, changes[i].place, err));
        DOLEN_TRY(dolen_publish_sender_add(sender, &changes[i], gone ? NULL : &w->entry, err));
    }
    return check_stopped(j, err);
}

static dolen_status send_all(job *j, dolen_publish_sender *sender, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, pages) = dolen_arena_new(PAGE_ARENA);
    DOLEN_OWN(dolen_arena, entries) = dolen_arena_new(DOLEN_EXTRACT_ARENA);
    const dolen_published_change *changes = NULL;
    walk w = {.arena = entries, .place = -1};
    int64_t after = 0;
    size_t count = 0;

    if (j->extract)
        DOLEN_TRY(dolen_extract_rewind(j->extract, err));
    do {
        dolen_arena_reset(pages);
        DOLEN_TRY(dolen_published_store_changes(j->agency->pool, j->epoch, after, pages, &changes, &count, err));
        DOLEN_TRY(send_page(j, sender, &w, changes, count, err));
        after = count ? changes[count - 1].number : after;
    } while (count);
    return dolen_publish_sender_finish(sender, &j->sent, err);
}

static dolen_status send_changes(job *j, dolen_err *err)
{
    DOLEN_OWN(dolen_publish_sender, sender) = NULL;
    const dolen_published_counts *counts = &j->counts;
    const dolen_publish_target target = {.agency = j->agency,
                                         .epoch = j->epoch,
                                         .sequence = j->out->sequence,
                                         .snapshot = j->snapshot,
                                         .marks = &j->marks,
                                         .progress = j->watch->done,
                                         .context = j->watch->context};
    const int64_t total =
        counts->fresh + counts->identity + counts->flags + counts->gone + (j->snapshot ? counts->unchanged : 0);

    j->watch->stage(j->watch->context, DOLEN_PUBLISH_SENDING, (uint64_t)total);
    DOLEN_TRY(dolen_publish_sender_new(&target, &sender, err));
    return send_all(j, sender, err);
}

static dolen_status delta_of(const job *j, dolen_delta *out, dolen_err *err)
{
    *out = (dolen_delta){.federation = j->federation->name,
                         .agency = j->agency->code,
                         .epoch = j->epoch,
                         .sequence = j->out->sequence,
                         .previous = j->state.digest,
                         .created = dolen_clock_now(j->agency->clock),
                         .kind = j->snapshot ? DOLEN_DELTA_SNAPSHOT : DOLEN_DELTA_INCREMENT,
                         .chunk_count = j->sent.chunk_count,
                         .put_count = j->sent.put_count,
                         .withdraw_count = j->sent.withdraw_count,
                         .chunks = j->sent.chunks,
                         .set_digest = j->sent.added,
                         .extract_as_of = j->figures.as_of};
    DOLEN_TRY(
        dolen_text_copy(out->rules_version, sizeof out->rules_version, dolen_rules_version(j->agency->rules), err));
    if (j->snapshot)
        return DOLEN_OK;
    DOLEN_TRY(dolen_set_digest_add(&out->set_digest, &j->state.set_digest, err));
    return dolen_set_digest_subtract(&out->set_digest, &j->sent.gone, err);
}

static void fill_result(job *j, const dolen_delta *delta, const dolen_delta_receipt *receipt)
{
    dolen_publish_result *out = j->out;

    out->epoch = j->epoch;
    out->kind = delta->kind;
    out->put = delta->put_count;
    out->withdrawn = delta->withdraw_count;
    out->unchanged = j->snapshot ? 0 : (uint64_t)j->counts.unchanged;
    out->unmatchable = j->sent.unmatchable;
    out->pseudonyms = j->sent.pseudonyms;
    out->set_digest = delta->set_digest;
    out->ledger_index = receipt->ledger_index;
    out->ledger_size = receipt->ledger_size;
}

/* What the broker refused for good must not be sealed for ever: the next run begins anew, if need be with a snapshot.
 */
static dolen_status give_up(job *j, dolen_status status, dolen_err *err)
{
    if (status == DOLEN_E_REMOTE || status == DOLEN_E_CRYPTO)
        return status;
    return dolen_published_store_discard(j->agency->pool, j->epoch, err) == DOLEN_OK ? status : DOLEN_E_REMOTE;
}

static dolen_status commit(job *j, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(SMALL_ARENA);
    dolen_delta delta;
    dolen_digest digest;
    dolen_delta_receipt receipt;
    dolen_broker_refusal refusal;
    dolen_bytes message;
    dolen_bytes encoded;
    dolen_err why = {0};

    j->watch->stage(j->watch->context, DOLEN_PUBLISH_COMMITTING, 0);
    DOLEN_TRY(delta_of(j, &delta, err));
    DOLEN_TRY(dolen_broker_link_sign(j->agency->broker, &delta, arena, &message, &digest, err));
    DOLEN_TRY(dolen_published_store_seal(j->agency->pool, j->epoch, &delta, &digest, message, err));
    const dolen_status committed =
        dolen_broker_link_commit(j->agency->broker, message, arena, &receipt, &encoded, &refusal, &why);
    if (committed != DOLEN_OK) {
        if (err)
            *err = why;
        return give_up(j, committed, NULL);
    }
    DOLEN_TRY(dolen_published_store_confirm(j->agency->pool, j->epoch, delta.sequence,
                                            dolen_clock_now(j->agency->clock), encoded, err));
    fill_result(j, &delta, &receipt);
    return DOLEN_OK;
}

/* Without an extract: only what must not stay published goes, by a small delta of its own. */
static dolen_status run_withdrawal(job *j, dolen_err *err)
{
    DOLEN_TRY(compare_states(j, err));
    if (j->snapshot)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "everything must be published again: publish the extract");
    j->figures.as_of = j->state.extract_as_of;
    DOLEN_TRY(dolen_published_run_withdraw(j->agency->pool, j->epoch, j->state.extract_rows,
                                           dolen_clock_now(j->agency->clock), &j->counts, err));
    DOLEN_TRY(send_changes(j, err));
    return commit(j, err);
}

static dolen_status run(job *j, dolen_problems *problems, dolen_err *err)
{
    DOLEN_TRY(dolen_subject_marks_load(j->agency, j->arena, &j->marks, err));
    if (!j->csv)
        return run_withdrawal(j, err);
    DOLEN_TRY(open_extract(j, problems, err));
    dolen_alert_fetcher_before_publishing(j->agency);
    DOLEN_TRY(compare_states(j, err));
    DOLEN_TRY(check_size(j, err));
    DOLEN_TRY(check_protections(j, err));
    DOLEN_TRY(compare_with_published(j, err));
    DOLEN_TRY(dolen_notice_store_shield(j->agency->pool, j->shielded, j->shielded_count, err));
    DOLEN_TRY(dolen_alert_watch_save(j->watched, j->agency->pool, err));
    DOLEN_TRY(send_changes(j, err));
    return commit(j, err);
}

dolen_status dolen_publish_job_run(dolen_agency *agency, const char *csv, bool release,
                                   const dolen_publish_watch *watch, dolen_problems *problems,
                                   dolen_publish_result *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_SUBJECT_MARKS_ARENA);
    job j = {.agency = agency,
             .arena = arena,
             .federation = dolen_federation_current_get(agency->federation),
             .watch = watch,
             .csv = csv,
             .release = release,
             .epoch = dolen_pseudonymiser_epoch(agency->pseudonymiser),
             .out = out};

    *out = (dolen_publish_result){0};
    j.member = dolen_federation_member_of(j.federation, agency->code);
    if (!j.member)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the federation file knows no member of this code");
    j.watched = dolen_alert_watch_new(agency->rules, j.member->type, dolen_day_of(dolen_clock_now(agency->clock)));
    const int64_t begun = dolen_clock_monotonic();
    const dolen_status done = run(&j, problems, err);
    out->milliseconds = dolen_clock_monotonic() - begun;
    dolen_extract_free(j.extract);
    dolen_arena_free(j.shielded_arena);
    dolen_alert_watch_free(j.watched);
    dolen_mapping_free(j.mapping);
    return done;
}
