#include "node/agency/publish_sender.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "node/agency/publish_digests.h"
#include "node/base/memory.h"
#include "node/crypto/hash.h"
#include "node/crypto/set_digest.h"
#include "node/runtime/workers.h"

enum {
    BATCH = 4 * DOLEN_RECORD_MAKER_BATCH, /* changes that travel through the threads together */
    BATCH_ARENA = 4 * DOLEN_RECORD_MAKER_ARENA,
    QUEUE = 2,
};

typedef struct item {
    dolen_published_change change;
    bool has_entry;
    dolen_publication publication;
} item;

/* A batch owns everything about its changes until it has been sent. */
typedef struct batch {
    dolen_publish_sender *sender;
    dolen_arena *arena;
    item items[BATCH];
    dolen_made_record made[BATCH];
    dolen_operation operations[BATCH];
    dolen_published_result results[BATCH];
    size_t count;
    size_t operation_count;
    uint64_t pseudonyms;
    dolen_digest added;
    dolen_digest gone;
} batch;

struct dolen_publish_sender {
    dolen_publish_target target;
    dolen_workers *workers;
    batch *filling;
    pthread_mutex_t lock; /* over what follows */
    dolen_publish_sent sent;
    dolen_digest chunk_digests[DOLEN_DELTA_CHUNKS];
};

static void batch_free(void *pointer)
{
    batch *b = pointer;

    if (!b)
        return;
    dolen_arena_free(b->arena);
    free(b);
}

static batch *batch_new(dolen_publish_sender *sender)
{
    batch *b = dolen_memory_make(1, sizeof *b);

    b->sender = sender;
    b->arena = dolen_arena_new(BATCH_ARENA);
    b->added = dolen_set_digest_empty();
    b->gone = dolen_set_digest_empty();
    return b;
}

static dolen_status make_records(batch *b, dolen_err *err)
{
    const dolen_agency *agency = b->sender->target.agency;
    const dolen_record_maker maker = {.pseudonymiser = agency->pseudonymiser, .keys = agency->keys};
    dolen_publication group[DOLEN_RECORD_MAKER_BATCH];

    for (size_t first = 0; first < b->count; first += DOLEN_RECORD_MAKER_BATCH) {
        size_t count = 0;
        for (size_t i = first; i < b->count && i < first + DOLEN_RECORD_MAKER_BATCH; i++)
            if (b->items[i].has_entry)
                group[count++] = b->items[i].publication;
        dolen_made_record *made = &b->made[first];
        DOLEN_TRY(dolen_record_maker_make(&maker, group, count, b->arena, made, &b->pseudonyms, err));
    }
    return DOLEN_OK;
}

static dolen_digest unmask(const batch *b, const item *at)
{
    const dolen_publish_target *target = &b->sender->target;

    return dolen_publish_digests_mask(target->agency->keys, at->change.old_handle, target->epoch,
                                      at->change.old_element);
}

static dolen_status note_result(batch *b, size_t index, const dolen_made_record *made, dolen_err *err)
{
    const dolen_publish_target *target = &b->sender->target;
    const item *at = &b->items[index];
    dolen_published_result *result = &b->results[index];
    const bool had = at->change.class != DOLEN_PUBLISHED_NEW;

    *result = (dolen_published_result){.number = at->change.number, .handle = at->publication.handle};
    if (had) {
        const dolen_digest old = unmask(b, at);
        DOLEN_TRY(dolen_set_digest_add(&b->gone, &old, err));
    }
    if (made && made->has_keys) {
        result->is_published = true;
        result->element =
            dolen_publish_digests_mask(target->agency->keys, made->record.handle, target->epoch, made->contribution);
        DOLEN_TRY(dolen_set_digest_add(&b->added, &made->contribution, err));
        b->operations[b->operation_count++] = (dolen_operation){.put = &made->record};
    } else if (had && !target->snapshot) {
        b->operations[b->operation_count++] = (dolen_operation){
            .withdraw = at->change.old_handle, .reason = dolen_subject_marks_reason(target->marks, at->change.key)};
    }
    return DOLEN_OK;
}

/* Records were made group by group, skipping changes without an entry: walk both lists together. */
static dolen_status note_results(batch *b, dolen_err *err)
{
    for (size_t first = 0; first < b->count; first += DOLEN_RECORD_MAKER_BATCH) {
        size_t made = first;
        for (size_t i = first; i < b->count && i < first + DOLEN_RECORD_MAKER_BATCH; i++)
            DOLEN_TRY(note_result(b, i, b->items[i].has_entry ? &b->made[made++] : NULL, err));
    }
    return DOLEN_OK;
}

static dolen_status take_index(dolen_publish_sender *sender, uint32_t *index, dolen_err *err)
{
    pthread_mutex_lock(&sender->lock);
    *index = sender->sent.chunk_count;
    const bool room = *index < DOLEN_DELTA_CHUNKS;
    sender->sent.chunk_count += room;
    pthread_mutex_unlock(&sender->lock);
    return room ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "the delta has more chunks than it may have");
}

static dolen_status send_chunk(batch *b, const dolen_operation *operations, size_t count, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(DOLEN_DELTA_CHUNK_ARENA);
    dolen_publish_sender *sender = b->sender;
    dolen_delta_chunk chunk = {.agency = sender->target.agency->code,
                               .epoch = sender->target.epoch,
                               .sequence = sender->target.sequence,
                               .operations = operations,
                               .operation_count = count};
    dolen_digest digest;
    dolen_bytes bytes;

    DOLEN_TRY(take_index(sender, &chunk.index, err));
    DOLEN_TRY(dolen_delta_chunk_encode(&chunk, arena, &bytes, err));
    DOLEN_TRY(dolen_broker_link_send_chunk(sender->target.agency->broker, bytes, arena, &digest, err));
    pthread_mutex_lock(&sender->lock);
    sender->chunk_digests[chunk.index] = digest;
    pthread_mutex_unlock(&sender->lock);
    return DOLEN_OK;
}

static size_t size_of(const dolen_operation *operation)
{
    return operation->put ? dolen_delta_record_size(operation->put) : (size_t)DOLEN_DELTA_WITHDRAWAL_SIZE;
}

static dolen_status send_operations(batch *b, dolen_err *err)
{
    size_t first = 0;
    size_t size = DOLEN_DELTA_CHUNK_OWN_SIZE;

    for (size_t i = 0; i < b->operation_count; i++) {
        const size_t more = size_of(&b->operations[i]);
        if (i > first && size + more > DOLEN_CHUNK_BYTES) {
            DOLEN_TRY(send_chunk(b, &b->operations[first], i - first, err));
            first = i;
            size = DOLEN_DELTA_CHUNK_OWN_SIZE;
        }
        size += more;
    }
    return first < b->operation_count ? send_chunk(b, &b->operations[first], b->operation_count - first, err)
                                      : DOLEN_OK;
}

static dolen_status add_up(batch *b, dolen_err *err)
{
    dolen_publish_sender *sender = b->sender;
    uint64_t puts = 0;
    uint64_t unmatchable = 0;

    for (size_t i = 0; i < b->operation_count; i++)
        puts += b->operations[i].put != NULL;
    for (size_t i = 0; i < b->count; i++)
        unmatchable += b->items[i].has_entry && !b->results[i].is_published;
    pthread_mutex_lock(&sender->lock);
    sender->sent.put_count += puts;
    sender->sent.withdraw_count += b->operation_count - puts;
    sender->sent.unmatchable += unmatchable;
    sender->sent.pseudonyms += b->pseudonyms;
    dolen_status added = dolen_set_digest_add(&sender->sent.added, &b->added, err);
    if (added == DOLEN_OK)
        added = dolen_set_digest_add(&sender->sent.gone, &b->gone, err);
    pthread_mutex_unlock(&sender->lock);
    return added;
}

static dolen_status work_on(batch *b, dolen_err *err)
{
    const dolen_publish_target *target = &b->sender->target;

    DOLEN_TRY(make_records(b, err));
    DOLEN_TRY(note_results(b, err));
    DOLEN_TRY(send_operations(b, err));
    DOLEN_TRY(dolen_published_store_keep(target->agency->pool, target->epoch, b->results, b->count, err));
    DOLEN_TRY(add_up(b, err));
    target->progress(target->context, b->count);
    return DOLEN_OK;
}

static dolen_status work(void *context, void *pointer, dolen_err *err)
{
    (void)context;
    const dolen_status status = work_on(pointer, err);

    batch_free(pointer);
    return status;
}

dolen_status dolen_publish_sender_new(const dolen_publish_target *target, dolen_publish_sender **out, dolen_err *err)
{
    DOLEN_OWN(dolen_publish_sender, sender) = dolen_memory_make(1, sizeof *sender);

    *out = NULL;
    sender->target = *target;
    sender->sent.added = dolen_set_digest_empty();
    sender->sent.gone = dolen_set_digest_empty();
    pthread_mutex_init(&sender->lock, NULL);
    DOLEN_TRY(dolen_workers_new((size_t)target->agency->settings.publish_threads, QUEUE, &sender->workers, err));
    *out = DOLEN_TAKE(sender);
    return DOLEN_OK;
}

void dolen_publish_sender_free(dolen_publish_sender *sender)
{
    if (!sender)
        return;
    if (sender->workers && dolen_workers_wait(sender->workers, batch_free, NULL) != DOLEN_OK)
        sender->sent.chunk_count = 0;
    dolen_workers_free(sender->workers);
    batch_free(sender->filling);
    pthread_mutex_destroy(&sender->lock);
    free(sender);
}

static dolen_status copy_text(dolen_arena *arena, const char **text, dolen_err *err)
{
    *text = dolen_arena_copy_string(arena, *text, strlen(*text));
    return *text ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_LIMIT, "a batch needs more memory than it may have");
}

static dolen_status copy_flags(dolen_arena *arena, const dolen_extract_entry *entry, dolen_publication *out,
                               dolen_err *err)
{
    dolen_flag *flags = NULL;

    DOLEN_TRY(dolen_arena_take(arena, entry->flag_count, sizeof *flags, (void *)&flags, err));
    memcpy(flags, entry->flags, entry->flag_count * sizeof *flags);
    for (size_t i = 0; i < entry->flag_count; i++) {
        dolen_month_count *months = NULL;
        DOLEN_TRY(dolen_arena_take(arena, flags[i].month_count, sizeof *months, (void *)&months, err));
        if (flags[i].month_count)
            memcpy(months, flags[i].months, flags[i].month_count * sizeof *months);
        flags[i].months = months;
    }
    out->flags = flags;
    out->flag_count = entry->flag_count;
    return DOLEN_OK;
}

static dolen_status copy_entry(dolen_arena *arena, const dolen_extract_entry *entry, dolen_publication *out,
                               dolen_err *err)
{
    out->subject = entry->subject;
    out->protection = entry->protection;
    out->contact = entry->contact;
    out->dimensions = entry->dimensions;
    out->person = entry->person;
    out->address = entry->address;
    const char **const person[] = {&out->person.forenames, &out->person.surname,   &out->person.former_surname,
                                   &out->person.sex,       &out->person.address,   &out->person.postcode,
                                   &out->person.uprn,      &out->person.nhs_number};
    const char **const address[] = {&out->address.line, &out->address.postcode, &out->address.uprn};
    const bool is_address = entry->subject == DOLEN_SUBJECT_ADDRESS;
    const size_t count = is_address ? sizeof address / sizeof *address : sizeof person / sizeof *person;

    for (size_t i = 0; i < count; i++)
        DOLEN_TRY(copy_text(arena, is_address ? address[i] : person[i], err));
    return copy_flags(arena, entry, out, err);
}

static dolen_status hand_over(dolen_publish_sender *sender, dolen_err *err)
{
    if (!sender->filling)
        return DOLEN_OK;
    DOLEN_TRY(dolen_workers_add(sender->workers, work, NULL, sender->filling, err));
    sender->filling = NULL;
    return DOLEN_OK;
}

dolen_status dolen_publish_sender_add(dolen_publish_sender *sender, const dolen_published_change *change,
                                      const dolen_extract_entry *entry, dolen_err *err)
{
    if (!sender->filling)
        sender->filling = batch_new(sender);
    batch *b = sender->filling;
    item *at = &b->items[b->count++];

    at->change = *change;
    at->has_entry = entry != NULL;
    at->publication.handle = change->class == DOLEN_PUBLISHED_NEW ? dolen_uuid_make() : change->old_handle;
    if (entry)
        DOLEN_TRY(copy_entry(b->arena, entry, &at->publication, err));
    return b->count == BATCH ? hand_over(sender, err) : DOLEN_OK;
}

dolen_status dolen_publish_sender_finish(dolen_publish_sender *sender, dolen_publish_sent *out, dolen_err *err)
{
    dolen_hash hash = dolen_hash_start();

    *out = (dolen_publish_sent){0};
    DOLEN_TRY(hand_over(sender, err));
    DOLEN_TRY(dolen_workers_wait(sender->workers, batch_free, err));
    for (uint32_t i = 0; i < sender->sent.chunk_count; i++)
        dolen_hash_add(&hash, dolen_bytes_of(sender->chunk_digests[i].bytes, DOLEN_DIGEST_SIZE));
    sender->sent.chunks = dolen_hash_finish(&hash);
    *out = sender->sent;
    return DOLEN_OK;
}
