#include "node/agency/service/node_status.h"

#include "node/agency/agency.h"
#include "node/net/certificate.h"
#include "node/store/published_store.h"

static int64_t until_of(const char *certificate_file)
{
    dolen_certificate_about about = {0};

    /* A website's certificate has no identity: its times are filled in all the same. */
    (void)!dolen_certificate_read_file(certificate_file, &about, NULL);
    return about.until;
}

static dolen_status read_publication(dolen_agency *agency, dolen_arena *arena, dolen_web_status *out, dolen_err *err)
{
    dolen_publication_state state;
    dolen_publish_progress *progress = NULL;

    DOLEN_TRY(dolen_arena_take(arena, 1, sizeof *progress, (void *)&progress, err));
    dolen_publisher_progress(agency->publisher, progress);
    out->job = progress;
    DOLEN_TRY(dolen_published_store_state(agency->pool, dolen_pseudonymiser_epoch(agency->pseudonymiser), &state, err));
    out->has_publication = state.sequence > 0;
    out->sequence = state.sequence;
    out->rows = (uint64_t)state.extract_rows;
    out->as_of = state.extract_as_of;
    out->confirmed = state.confirmed;
    return DOLEN_OK;
}

static dolen_status read_members(const dolen_federation *federation, dolen_arena *arena, dolen_web_status *out,
                                 dolen_err *err)
{
    dolen_web_status_member *members = NULL;

    DOLEN_TRY(dolen_arena_take(arena, federation->member_count + 1, sizeof *members, (void *)&members, err));
    for (size_t i = 0; i < federation->member_count; i++)
        members[i] = (dolen_web_status_member){{federation->members[i].name_en, federation->members[i].name_cy},
                                               federation->members[i].suspended};
    out->members = members;
    out->member_count = federation->member_count;
    out->federation_serial = federation->serial;
    return DOLEN_OK;
}

static dolen_status read_rules(const dolen_rules *rules, dolen_arena *arena, dolen_web_status *out, dolen_err *err)
{
    const dolen_digest digest = dolen_rules_digest(rules);
    char *text = NULL;

    DOLEN_TRY(dolen_arena_take(arena, 2 * sizeof digest.bytes + 1, 1, (void *)&text, err));
    dolen_bytes_to_hex(dolen_bytes_of(digest.bytes, sizeof digest.bytes), text);
    out->rules_version = dolen_rules_version(rules);
    out->rules_digest = text;
    return DOLEN_OK;
}

dolen_status dolen_node_status_read(void *context, dolen_arena *arena, dolen_web_status *out, dolen_err *err)
{
    dolen_agency *agency = context;
    const dolen_federation *federation = dolen_federation_current_get(agency->federation);

    *out = (dolen_web_status){
        .until = {[DOLEN_WEB_TERM_FEDERATION_CERTIFICATE] = until_of(agency->settings.certificate_file),
                  [DOLEN_WEB_TERM_WEB_CERTIFICATE] = until_of(agency->settings.web_certificate_file),
                  [DOLEN_WEB_TERM_REVOCATIONS] = dolen_trust_revocation_until(agency->trust),
                  [DOLEN_WEB_TERM_FEDERATION_FILE] = federation->valid_until}};
    DOLEN_TRY(read_publication(agency, arena, out, err));
    DOLEN_TRY(read_members(federation, arena, out, err));
    return read_rules(agency->rules, arena, out, err);
}
