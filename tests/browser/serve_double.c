/* serve_double CERTIFICATE KEY: the real pages over HTTPS on a free port, with the sites of web_double.h,
 * oversight_double.h and alert_double.h behind them. Prints a demo.json on one line for pages.mjs, and serves until its
 * standard input ends. */
#include <stdio.h>

#include "node/agency/web/web_server.h"
#include "tests/support/alert_double.h"
#include "tests/support/dolen_test.h"
#include "tests/support/oversight_double.h"

static dolen_status serve(web_double *site, dolen_web *web, char **files, dolen_err *err)
{
    const dolen_http_server_options options = {
        .flavour = DOLEN_HTTP_TLS,
        .listen = "127.0.0.1:0",
        .certificate_file = files[0],
        .key_file = files[1],
        .routes = dolen_web_server_routes,
        .context = web,
        .refuse = dolen_web_server_refuse,
        .clock = dolen_clock_system(),
    };
    DOLEN_OWN(dolen_http_server, server) = NULL;

    DOLEN_TRY(dolen_http_server_new(&options, &server, err));
    site->real_time = true;
    printf("{\"nodes\":[{\"agency\":\"A\",\"url\":\"https://localhost:%d\",\"accounts\":[{\"user\":\"asha\","
           "\"password\":\"" WEB_DOUBLE_PASSWORD "\",\"role\":\"practitioner\"},{\"user\":\"admin\","
           "\"password\":\"" WEB_DOUBLE_PASSWORD "\",\"role\":\"administrator\"},{\"user\":\"officer\","
           "\"password\":\"" WEB_DOUBLE_PASSWORD "\",\"role\":\"data-protection-officer\"}]}],\"guarded\":\"Guarded\","
           "\"crowd\":\"Crowd\",\"idler\":{\"user\":\"bryn\",\"password\":\"" WEB_DOUBLE_PASSWORD
           "\"},\"people\":[{\"forenames\":"
           "\"Siân\",\"surname\":\"Llewelyn-Ŵyn\",\"dob\":\"2009-03-27\",\"postcode\":\"SA1 3SN\",\"nhs_number\":"
           "\"9990123454\",\"known_to\":[\"B\"]}],\"troubles\":[\"Broker\",\"Holders\",\"Quota\",\"Rules\","
           "\"Expired\",\"Crash\"]}\n",
           dolen_http_server_port(server));
    (void)fflush(stdout);
    while (getchar() != EOF)
        continue;
    return DOLEN_OK;
}

int main(int argc, char **argv)
{
    dolen_err err = {0};

    if (argc != 3)
        return 2;
    web_double *site = web_double_new();
    oversight_double oversight = {.web = site};
    static alert_double inbox;
    dolen_web_site described = oversight_double_site(&oversight);
    alert_double_prepare(&inbox, dolen_clock_system());
    inbox.forgets = true;
    inbox.idler = "bryn";
    described.alerts = alert_double_pages(&inbox);
    DOLEN_OWN(dolen_web, web) = dolen_web_new(&described);
    const dolen_status status = serve(site, web, argv + 1, &err);
    if (status != DOLEN_OK)
        fprintf(stderr, "serve_double: %s\n", err.what);
    web_double_free(site);
    return status == DOLEN_OK ? 0 : 1;
}
