#include "node/net/http_client.h"

#include <pthread.h>
#include <stdlib.h>

#include "node/base/memory.h"
#include "node/net/http_easy.h"

enum { CONNECTIONS = 8 };

/* One connection that is kept open. */
typedef struct slot {
    http_easy easy;
    bool open;
    bool busy;
} slot;

struct dolen_http_client {
    http_destination destination;
    pthread_mutex_t lock;
    pthread_cond_t freed;
    slot *slots;
    size_t count;
};

dolen_status dolen_http_client_new(const dolen_http_target *target, dolen_http_client **out, dolen_err *err)
{
    DOLEN_OWN(dolen_http_client, client) = dolen_memory_make(1, sizeof *client);

    *out = NULL;
    pthread_mutex_init(&client->lock, NULL);
    pthread_cond_init(&client->freed, NULL);
    client->count = target->connections ? target->connections : CONNECTIONS;
    client->slots = dolen_memory_make(client->count, sizeof *client->slots);
    DOLEN_TRY(dolen_http_destination_make(target, &client->destination, err));
    *out = DOLEN_TAKE(client);
    return DOLEN_OK;
}

void dolen_http_client_free(dolen_http_client *client)
{
    if (!client)
        return;
    for (size_t i = 0; i < client->count; i++)
        if (client->slots[i].open)
            dolen_http_easy_close(&client->slots[i].easy);
    free(client->slots);
    dolen_http_destination_drop(&client->destination);
    pthread_cond_destroy(&client->freed);
    pthread_mutex_destroy(&client->lock);
    free(client);
}

/* The first one that is not busy: so few connections are used while few are needed. */
static slot *find_free(dolen_http_client *client)
{
    for (size_t i = 0; i < client->count; i++)
        if (!client->slots[i].busy)
            return &client->slots[i];
    return NULL;
}

static slot *take_slot(dolen_http_client *client)
{
    pthread_mutex_lock(&client->lock);
    slot *taken = find_free(client);
    while (!taken) {
        pthread_cond_wait(&client->freed, &client->lock);
        taken = find_free(client);
    }
    taken->busy = true;
    pthread_mutex_unlock(&client->lock);
    return taken;
}

static void give_back(dolen_http_client *client, slot *taken)
{
    pthread_mutex_lock(&client->lock);
    taken->busy = false;
    pthread_cond_signal(&client->freed);
    pthread_mutex_unlock(&client->lock);
}

static dolen_status send_through(slot *s, const http_destination *destination, dolen_arena *arena,
                                 const dolen_http_call *call, dolen_http_reply *reply, dolen_err *err)
{
    if (!s->open)
        DOLEN_TRY(dolen_http_easy_open(&s->easy, destination, err));
    s->open = true;
    DOLEN_TRY(dolen_http_easy_prepare(&s->easy, arena, call, err));
    const CURLcode code = curl_easy_perform(s->easy.curl);
    return dolen_http_easy_finish(&s->easy, code, reply, err);
}

dolen_status dolen_http_client_send(dolen_http_client *client, dolen_arena *arena, const dolen_http_call *call,
                                    dolen_http_reply *reply, dolen_err *err)
{
    slot *taken = take_slot(client);

    *reply = (dolen_http_reply){.content_type = ""};
    const dolen_status status = send_through(taken, &client->destination, arena, call, reply, err);
    give_back(client, taken);
    return status;
}

dolen_status dolen_http_reply_status(const dolen_http_reply *reply)
{
    if (reply->status >= 200 && reply->status < 300)
        return DOLEN_OK;
    switch (reply->status) {
    case 400:
    case 411:
    case 415:
    case 422:
        return DOLEN_E_INPUT;
    case 401:
    case 403:
        return DOLEN_E_DENIED;
    case 404:
        return DOLEN_E_ABSENT;
    case 409:
        return DOLEN_E_CONFLICT;
    case 413:
    case 414:
    case 429:
    case 431:
        return DOLEN_E_LIMIT;
    default:
        return DOLEN_E_REMOTE;
    }
}
