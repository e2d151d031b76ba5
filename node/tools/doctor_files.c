#include <string.h>

#include "governance/policy/rules.h"
#include "node/base/file.h"
#include "node/base/text.h"
#include "node/crypto/hash.h"
#include "node/store/alarm_store.h"
#include "node/store/pool.h"
#include "node/tools/doctor_internal.h"

enum { SECRET_LIMIT = 64 * 1024, PROBLEMS_LIMIT = 20, WAIT_MS = 3000, DAY_MS = 24 * 3600 * 1000, SOON_DAYS = 14 };

static void check_secret(const examination *e, const dolen_section *section, const char *key)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(SECRET_LIMIT + 64);
    const char *path = dolen_doctor_join(e, dolen_section_value(section, key, NULL));
    dolen_bytes bytes;
    dolen_err err = {0};

    if (!path)
        return;
    if (dolen_file_read_secret(arena, path, SECRET_LIMIT, &bytes, &err) == DOLEN_OK)
        dolen_findings_add(e->findings, section->type, key, DOLEN_FINDING_FINE,
                           "secret file, readable by its owner alone", NULL);
    else
        dolen_findings_add(
            e->findings, section->type, key, DOLEN_FINDING_BROKEN, err.what,
            "check the path; the file must belong to the program's user, mode 600; run the doctor as that "
            "user");
}

void dolen_doctor_check_secrets(examination *e)
{
    for (size_t i = 0; i < e->settings.count; i++) {
        const dolen_section *section = &e->settings.items[i];
        if (dolen_text_same(section->type, "keys"))
            for (size_t j = 0; j < section->count; j++)
                check_secret(e, section, section->entries[j].key);
        else if (dolen_text_same(section->type, "tls") || dolen_text_same(section->type, "web"))
            check_secret(e, section, "key");
        else if (dolen_text_same(section->type, "share"))
            check_secret(e, section, "file");
    }
}

static void check_time_left(const examination *e, const char *section, int64_t until)
{
    const int64_t days = (until - dolen_clock_now(dolen_clock_system())) / DAY_MS;
    dolen_finding *finding = NULL;

    if (until <= dolen_clock_now(dolen_clock_system()))
        finding = dolen_findings_add(e->findings, section, "certificate", DOLEN_FINDING_BROKEN,
                                     "the certificate has expired", "issue a new one and reload the program (SIGHUP)");
    else if (days < SOON_DAYS)
        finding = dolen_findings_add(e->findings, section, "certificate", DOLEN_FINDING_WARNING,
                                     "the certificate expires soon", "issue a new one and reload the program (SIGHUP)");
    else
        finding =
            dolen_findings_add(e->findings, section, "certificate", DOLEN_FINDING_FINE, "the certificate lasts", NULL);
    finding->figure = days;
    finding->unit = "days";
}

static void check_certificate(examination *e, const char *section)
{
    const char *path = dolen_doctor_path(e, section, "certificate");
    const char *key = dolen_doctor_path(e, section, "key");
    const bool member = dolen_text_same(section, "tls");
    dolen_certificate_about about;
    dolen_err err = {0};

    if (!path)
        return;
    const dolen_status read = dolen_certificate_read_file(path, &about, &err);
    if (about.until == 0 || (member && read != DOLEN_OK)) {
        dolen_findings_add(e->findings, section, "certificate", DOLEN_FINDING_BROKEN, err.what,
                           "check the path; a member's certificate is issued with its role and code");
        return;
    }
    if (member)
        e->own = about;
    check_time_left(e, section, about.until);
    if (key && dolen_certificate_check_key(path, key, &err) != DOLEN_OK)
        dolen_findings_add(e->findings, section, "key", DOLEN_FINDING_BROKEN, err.what,
                           "put the certificate and the key that were made together in place");
}

void dolen_doctor_check_certificates(examination *e)
{
    check_certificate(e, "tls");
    check_certificate(e, "web");
}

void dolen_doctor_check_rules(examination *e)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS_LIMIT);
    DOLEN_OWN(dolen_rules, rules) = NULL;
    const char *folder = dolen_doctor_path(e, "rules", "folder");
    dolen_err err = {0};

    if (!folder)
        return;
    if (dolen_rules_load(folder, &rules, problems, &err) != DOLEN_OK) {
        dolen_problems_print(problems, stderr);
        dolen_findings_add(e->findings, "rules", NULL, DOLEN_FINDING_BROKEN, err.what,
                           "install the partnership's rules; dolen rules check names each mistake");
        return;
    }
    if (e->federation && !dolen_digest_same(dolen_rules_digest(rules), e->federation->rules_digest))
        dolen_findings_add(e->findings, "rules", NULL, DOLEN_FINDING_BROKEN,
                           "the rules are not those that the federation file names",
                           "install the rules of the version that the federation file names");
    else
        dolen_findings_add(e->findings, "rules", NULL, DOLEN_FINDING_FINE, "the rules can be used", NULL);
}

/* A node keeps what people must look at; a database without that table is another program's. */
static void check_alarms(const examination *e, dolen_pool *pool)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    int64_t open = 0;
    dolen_finding *finding = NULL;

    if (!dolen_doctor_value(e, "agency", "code") || dolen_pool_take(pool, &connection, NULL) != DOLEN_OK ||
        dolen_alarm_store_count(connection, &open, NULL) != DOLEN_OK)
        return;
    if (open == 0)
        finding = dolen_findings_add(e->findings, "ledger", "alarms", DOLEN_FINDING_FINE, "no alarm is open", NULL);
    else
        finding = dolen_findings_add(e->findings, "ledger", "alarms", DOLEN_FINDING_BROKEN,
                                     "alarms about the hub's ledger are open",
                                     "dolen audit alarms shows them, what to do, and closes them with a reason");
    finding->figure = open;
    finding->unit = "alarms";
}

static void check_witness(const examination *e)
{
    if (!dolen_doctor_value(e, "agency", "code") || !e->federation || e->federation->witness_quorum == 0)
        return;
    if (dolen_doctor_value(e, "keys", "witness"))
        dolen_findings_add(e->findings, "ledger", "witness", DOLEN_FINDING_FINE, "this node confirms the ledger", NULL);
    else
        dolen_findings_add(e->findings, "ledger", "witness", DOLEN_FINDING_WARNING,
                           "this node does not confirm the hub's ledger",
                           "make a witness key (dolen key witness), send its verifier key to the partnership");
}

void dolen_doctor_check_database(examination *e)
{
    const char *conninfo = dolen_doctor_value(e, "database", "connect");
    dolen_err err = {0};

    if (!conninfo)
        return;
    const dolen_pool_settings settings = {.conninfo = conninfo, .size = 1, .wait_timeout = WAIT_MS};
    DOLEN_OWN(dolen_pool, pool) = dolen_pool_new(&settings);
    check_witness(e);
    if (dolen_pool_check(pool, &err) == DOLEN_OK) {
        check_alarms(e, pool);
        dolen_findings_add(e->findings, "database", NULL, DOLEN_FINDING_FINE, "the database answers", NULL);
    } else {
        dolen_findings_add(e->findings, "database", NULL, DOLEN_FINDING_BROKEN, err.what,
                           "start PostgreSQL; check [database] connect and that this user may connect");
    }
}
