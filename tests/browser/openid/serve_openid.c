/* serve_openid PORT CERTIFICATE KEY AUTHORITY ISSUER SECRET: the real pages over HTTPS with a real database, real
 * accounts and the real client of an OpenID provider; only searching is web_double.h's. Prints "ready" and obeys the
 * words on its standard input until that ends: age USER       the last proof of USER becomes sixteen minutes older
 *     confirm USER   an administrator confirms USER
 * Each is answered with "done". */
#include <stdio.h>

#include "node/agency/service/openid_desk.h"
#include "node/agency/web/web_database.h"
#include "node/agency/web/web_server.h"
#include "node/store/account_store.h"
#include "tests/support/dolen_test.h"
#include "tests/support/temp_pg.h"
#include "tests/support/web_double.h"

enum { LINE = 200, DAY = 24 * 3600 * 1000, PROBLEMS = 20 };

static dolen_status add_account(dolen_agency *agency, const char *name, const char *hash, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;
    const int64_t now = dolen_clock_now(agency->clock);
    const dolen_account account = {.name = name,
                                   .full_name = name,
                                   .password_hash = hash,
                                   .roles = {dolen_code_of("practitioner")},
                                   .role_count = 1,
                                   .created = now,
                                   .confirmed_until = now + DAY,
                                   .trained = {2026, 1, 2},
                                   .vetted = {2026, 1, 2}};

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_account_store_add(connection, &account, err);
}

static dolen_status make_older(dolen_agency *agency, const char *user, dolen_err *err)
{
    static const dolen_statement age =
        DOLEN_STATEMENT("test-age", "UPDATE session SET authenticated = authenticated - 960000 WHERE account = $1");
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(4096);
    DOLEN_OWN(dolen_connection, connection) = NULL;
    dolen_parameters parameters = dolen_parameters_in(arena);

    dolen_parameters_text(&parameters, user);
    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_statement_run(connection, &age, &parameters, NULL, err);
}

static dolen_status confirm(dolen_agency *agency, const char *user, dolen_err *err)
{
    DOLEN_OWN(dolen_connection, connection) = NULL;

    DOLEN_TRY(dolen_pool_take(agency->pool, &connection, err));
    return dolen_account_store_confirm(connection, user, dolen_clock_now(agency->clock) + DAY, (dolen_day){2026, 1, 2},
                                       (dolen_day){2026, 1, 2}, err);
}

static dolen_status obey(dolen_agency *agency, char *line, dolen_err *err)
{
    line[strcspn(line, "\n")] = '\0';
    if (strncmp(line, "age ", 4) == 0)
        return make_older(agency, line + 4, err);
    if (strncmp(line, "confirm ", 8) == 0)
        return confirm(agency, line + 8, err);
    return DOLEN_FAIL(err, DOLEN_E_INPUT, "an unknown word");
}

static dolen_status serve(dolen_agency *agency, dolen_web *web, char **files, dolen_err *err)
{
    char listen[LINE];
    char line[LINE];
    const dolen_http_server_options options = {.flavour = DOLEN_HTTP_TLS,
                                               .listen = listen,
                                               .certificate_file = files[1],
                                               .key_file = files[2],
                                               .routes = dolen_web_server_routes,
                                               .context = web,
                                               .refuse = dolen_web_server_refuse,
                                               .clock = dolen_clock_system()};
    DOLEN_OWN(dolen_http_server, server) = NULL;

    (void)snprintf(listen, sizeof listen, "127.0.0.1:%s", files[0]);
    DOLEN_TRY(dolen_http_server_new(&options, &server, err));
    printf("ready\n");
    (void)fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        DOLEN_TRY(obey(agency, line, err));
        printf("done\n");
        (void)fflush(stdout);
    }
    return DOLEN_OK;
}

static void fill_settings(dolen_agency *agency, char **files, const char *redirect)
{
    static const char *const roles[] = {"Dolen.Practitioner:practitioner", "Dolen.Officer:data-protection-officer"};

    agency->clock = dolen_clock_system();
    agency->settings.openid_issuer = files[4];
    agency->settings.openid_client = "dolen-node";
    agency->settings.openid_secret_file = files[5];
    agency->settings.openid_redirect = redirect;
    agency->settings.openid_scopes = "openid";
    agency->settings.openid_role_claim = "roles";
    agency->settings.openid_user_claim = "preferred_username";
    agency->settings.openid_roles = (dolen_setting_list){roles, sizeof roles / sizeof *roles};
    agency->settings.openid_authority_file = files[3];
    agency->settings.openid_create = true;
    agency->settings.openid_local_accounts = true;
}

static dolen_status open_all(dolen_agency *agency, web_double *site, temp_pg *pg, dolen_rules **rules, dolen_err *err)
{
    static const char *const handed_over[] = {"prac", "both", "other", "guess"};
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS);

    DOLEN_TRY(dolen_rules_load(DOLEN_TESTS_FOLDER "/../governance/rules", rules, problems, err));
    agency->rules = *rules;
    agency->pool = temp_pg_pool(pg, "node", "dolen_service");
    DOLEN_TRY(add_account(agency, "local", site->password_hash, err));
    for (size_t i = 0; i < sizeof handed_over / sizeof *handed_over; i++)
        DOLEN_TRY(add_account(agency, handed_over[i], "", err));
    return dolen_openid_desk_open(agency, &agency->openid, err);
}

int main(int argc, char **argv)
{
    char redirect[LINE];
    dolen_err err = {0};

    if (argc != 7)
        return 2;
    dolen_agency agency = {0};
    dolen_rules *rules = NULL;
    (void)snprintf(redirect, sizeof redirect, "https://localhost:%s/openid/callback", argv[1]);
    fill_settings(&agency, argv + 1, redirect);
    DOLEN_OWN(temp_pg, pg) = temp_pg_start(false);
    web_double *site = web_double_new();
    site->real_time = true;
    dolen_status status = open_all(&agency, site, pg, &rules, &err);
    dolen_web *web = NULL;
    if (status == DOLEN_OK) {
        dolen_web_site described = web_double_site(site);
        described.store = dolen_web_database_store(&agency);
        described.openid = dolen_openid_desk_pages(agency.openid);
        web = dolen_web_new(&described);
        status = serve(&agency, web, argv + 1, &err);
    }
    if (status != DOLEN_OK)
        fprintf(stderr, "serve_openid: %s\n", err.what);
    dolen_web_free(web);
    dolen_openid_desk_free(agency.openid);
    dolen_pool_free(agency.pool);
    dolen_rules_free(rules);
    web_double_free(site);
    return status == DOLEN_OK ? 0 : 1;
}
