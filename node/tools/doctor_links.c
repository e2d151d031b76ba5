#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "node/base/text.h"
#include "node/net/http_client.h"
#include "node/tools/doctor_internal.h"

enum { PROBLEMS_LIMIT = 20, HOUR_MS = 3600 * 1000, SOON_HOURS = 24, CALL_MS = 5000, URL_SIZE = 512 };

static bool allow_all(void *context, const dolen_peer *peer)
{
    (void)context;
    (void)peer;
    return true;
}

static bool allow_pinned(void *context, const dolen_peer *peer)
{
    const dolen_federation *federation = context;
    dolen_digest spki;

    memcpy(spki.bytes, peer->spki_sha256, sizeof spki.bytes);
    return dolen_federation_is_pinned(federation, dolen_peer_role_word(peer->role), peer->code, &spki);
}

static void report_validity(const examination *e)
{
    const int64_t now = dolen_clock_now(dolen_clock_system());
    const char *const advice = "ask the partnership for the current federation file";
    dolen_finding *finding = NULL;

    switch (dolen_federation_validity_at(e->federation, now)) {
    case DOLEN_FEDERATION_VALID:
        finding = dolen_findings_add(e->findings, "federation", NULL, DOLEN_FINDING_FINE,
                                     "the federation file is signed and valid", NULL);
        break;
    case DOLEN_FEDERATION_IN_GRACE:
        finding = dolen_findings_add(e->findings, "federation", NULL, DOLEN_FINDING_WARNING,
                                     "the federation file has expired and is in its days of grace", advice);
        break;
    case DOLEN_FEDERATION_EXPIRED:
        finding = dolen_findings_add(e->findings, "federation", NULL, DOLEN_FINDING_BROKEN,
                                     "the federation file has expired: questions are refused", advice);
        break;
    }
    if (!finding)
        return;
    finding->figure = (e->federation->valid_until - now) / (24 * INT64_C(3600000));
    finding->unit = "days left";
}

static void report_own_pin(const examination *e)
{
    if (e->own.peer.role == DOLEN_PEER_NONE)
        return;
    if (allow_pinned(e->federation, &e->own.peer))
        dolen_findings_add(e->findings, "federation", "own key", DOLEN_FINDING_FINE,
                           "the federation file pins the own certificate's key", NULL);
    else
        dolen_findings_add(
            e->findings, "federation", "own key", DOLEN_FINDING_BROKEN,
            "the federation file does not pin the own certificate's key, or the member is suspended",
            "send the pin (dolen federation spki FILE) to the partnership, install the new federation file");
}

void dolen_doctor_check_federation(examination *e)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS_LIMIT);
    const char *path = dolen_doctor_path(e, "federation", "file");
    const char *key = dolen_doctor_value(e, "federation", "governance-key");
    dolen_note_key governance;
    dolen_err err = {0};

    if (!path || !key)
        return;
    dolen_status status = dolen_note_read_key(dolen_bytes_of_string(key), &governance, &err);
    if (status == DOLEN_OK)
        status = dolen_federation_read_file(path, &governance, &e->federation, problems, &err);
    if (status != DOLEN_OK) {
        dolen_problems_print(problems, stderr);
        dolen_findings_add(e->findings, "federation", NULL, DOLEN_FINDING_BROKEN, err.what,
                           "check [federation] file and governance-key against what the partnership published");
        return;
    }
    report_validity(e);
    report_own_pin(e);
}

static void report_revocation_list(const examination *e)
{
    const int64_t until = dolen_trust_revocation_until(e->trust);
    const int64_t left = until - dolen_clock_now(dolen_clock_system());
    const char *const advice = "fetch the authority's current list; nobody is served without one";
    dolen_finding *finding = NULL;

    if (until == 0) {
        dolen_findings_add(e->findings, "revocation list", NULL, DOLEN_FINDING_BROKEN, "there is no usable list",
                           advice);
        return;
    }
    if (left <= 0)
        finding = dolen_findings_add(e->findings, "revocation list", NULL, DOLEN_FINDING_BROKEN,
                                     "the list is past its time", advice);
    else if (left < SOON_HOURS * (int64_t)HOUR_MS)
        finding = dolen_findings_add(e->findings, "revocation list", NULL, DOLEN_FINDING_WARNING,
                                     "the list must be renewed soon", advice);
    else
        finding =
            dolen_findings_add(e->findings, "revocation list", NULL, DOLEN_FINDING_FINE, "the list is current", NULL);
    finding->figure = left / HOUR_MS;
    finding->unit = "hours left";
}

/* As the others will judge us: a member is a server to some and, an agency in particular, a client to others. */
static void report_own_standing(const examination *e)
{
    const bool agency = e->own.peer.role == DOLEN_PEER_AGENCY;
    const dolen_certificate_side side = agency ? DOLEN_CERTIFICATE_CLIENT : DOLEN_CERTIFICATE_SERVER;
    const dolen_peer_pins pins = {.allow = allow_all};
    dolen_peer peer;
    dolen_err err = {0};

    if (dolen_certificate_judge_file(e->trust, dolen_doctor_path(e, "tls", "certificate"), side, pins, &peer, &err) ==
        DOLEN_OK)
        dolen_findings_add(e->findings, "tls certificate", NULL, DOLEN_FINDING_FINE, "the others will accept it", NULL);
    else
        dolen_findings_add(e->findings, "tls certificate", NULL, DOLEN_FINDING_BROKEN, err.what,
                           "have the federation's authority issue a new certificate");
}

void dolen_doctor_check_trust(examination *e)
{
    const char *authority = dolen_doctor_path(e, "tls", "authority");
    const char *revocation = dolen_doctor_path(e, "tls", "revocations");
    dolen_err err = {0};

    if (!authority || !revocation)
        return;
    const dolen_code name = e->federation ? e->federation->name : e->own.peer.federation;
    const dolen_trust_options options = {
        .federation = name, .authority_file = authority, .revocation_file = revocation, .clock = dolen_clock_system()};
    if (dolen_trust_new(options, &e->trust, &err) != DOLEN_OK) {
        dolen_findings_add(e->findings, "tls authority", NULL, DOLEN_FINDING_BROKEN, err.what,
                           "install the certificate of the federation's authority");
        return;
    }
    report_revocation_list(e);
    if (e->own.peer.role != DOLEN_PEER_NONE)
        report_own_standing(e);
}

/* Any HTTP answer shows that the link works: the certificates were judged on both sides before it. */
static void call_peer(const examination *e, dolen_peer_role role, dolen_code code, const char *endpoint)
{
    DOLEN_OWN(dolen_http_client, client) = NULL;
    const dolen_http_target target = {.url = endpoint,
                                      .certificate_file = dolen_doctor_path(e, "tls", "certificate"),
                                      .key_file = dolen_doctor_path(e, "tls", "key"),
                                      .trust = e->trust,
                                      .expect = {.role = role, .code = code},
                                      .pins = {.allow = allow_pinned, .context = e->federation},
                                      .total_ms = CALL_MS,
                                      .connections = 1};
    const dolen_http_call call = {.path = "/doctor"};
    dolen_http_reply reply;
    dolen_err err = {0};

    dolen_status status = dolen_http_client_new(&target, &client, &err);
    if (status == DOLEN_OK)
        status = dolen_http_client_send(client, e->arena, &call, &reply, &err);
    if (status == DOLEN_OK)
        dolen_findings_add(e->findings, dolen_peer_role_word(role), code.text, DOLEN_FINDING_FINE, "answers", NULL);
    else
        dolen_findings_add(e->findings, dolen_peer_role_word(role), code.text, DOLEN_FINDING_BROKEN, err.what,
                           status == DOLEN_E_DENIED
                               ? "its certificate or the federation file is out of date: tell its owner"
                               : "check network, name and firewall; ask its owner whether it runs");
}

void dolen_doctor_check_peers(examination *e)
{
    if (!e->trust || !e->federation || e->own.peer.role != DOLEN_PEER_AGENCY)
        return;
    call_peer(e, DOLEN_PEER_BROKER, e->federation->broker.code, e->federation->broker.endpoint);
    for (size_t i = 0; i < e->federation->holder_count; i++)
        call_peer(e, DOLEN_PEER_KEYHOLDER, e->federation->holders[i].code, e->federation->holders[i].endpoint);
}

/* What to do about a reason that /readyz gives. */
static const char *advice_for(const char *code)
{
    static const struct {
        const char *code;
        const char *advice;
    } known[] = {
        {"ledger.awaiting",
         "the hub waits until enough witnesses have called: start the agencies' nodes, look at their "
         "logs for \"could not be confirmed\""},
        {"ledger.no-quorum",
         "too few nodes confirm the ledger: find out which do not run or raise an alarm (dolen audit "
         "alarms on each)"},
        {"ledger.unreconciled", "an old database was restored: stop the broker, put the entries back or acknowledge "
                                "their loss (dolen database reconcile, docs/operations.md)"},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (dolen_text_same(code, known[i].code))
            return known[i].advice;
    return "its log says more";
}

/* What /readyz says: {"ready":bool,"reasons":[code...]}. */
static void report_reasons(const examination *e, const dolen_http_reply *reply)
{
    json_t *document = json_loadb((const char *)reply->body.at, reply->body.size, 0, NULL);
    const json_t *reasons = json_object_get(document, "reasons");
    size_t index = 0;
    const json_t *reason = NULL;

    json_array_foreach(reasons, index, reason)
    {
        const char *code = json_string_value(reason);
        dolen_findings_add(e->findings, "not ready:", code ? code : "?", DOLEN_FINDING_BROKEN,
                           "the running program does not serve for this reason", advice_for(code));
    }
    json_decref(document);
}

void dolen_doctor_check_program(examination *e)
{
    DOLEN_OWN(dolen_http_client, client) = NULL;
    const char *address = dolen_doctor_value(e, "admin", "listen");
    const dolen_http_call call = {.path = "/readyz"};
    char url[URL_SIZE];
    dolen_http_reply reply;
    dolen_err err = {0};

    if (!address)
        return;
    const bool socket = strncmp(address, "unix:", 5) == 0;
    const char *rest = socket ? dolen_doctor_join(e, address + 5) : address;
    if (!rest || (size_t)snprintf(url, sizeof url, "%s%s", socket ? "unix:" : "http://", rest) >= sizeof url)
        return;
    const dolen_http_target target = {.url = url, .total_ms = CALL_MS, .connections = 1};
    dolen_status status = dolen_http_client_new(&target, &client, &err);
    if (status == DOLEN_OK)
        status = dolen_http_client_send(client, e->arena, &call, &reply, &err);
    if (status != DOLEN_OK)
        dolen_findings_add(e->findings, "program", NULL, DOLEN_FINDING_WARNING, "it does not run", "start it");
    else if (reply.status == 200)
        dolen_findings_add(e->findings, "program", NULL, DOLEN_FINDING_FINE, "it runs and is ready", NULL);
    else
        report_reasons(e, &reply);
}
