/* The doctor looks at an agency of a small real federation: three running key holders, and nobody at the broker's. */
#include "node/tools/doctor.h"

#include <jansson.h>
#include <sys/stat.h>

#include "node/tools/tool.h"
#include "tests/support/holder_processes.h"
#include "tests/support/tool_run.h"

enum { TEXT = 64 * 1024 };

static holder_region *region;

static int set_up(void **state)
{
    region = holder_region_make(1000);
    for (uint8_t i = 1; i <= HOLDER_PROCESSES; i++)
        assert_true(holder_region_start(region, i));
    return 0;
}

static int tear_down(void **state)
{
    holder_region_free(region);
    return 0;
}

/* An agency's configuration with this certificate and key. */
static void configure(const char *certificate, const char *key, char path[PATH_MAX])
{
    char vkey[DOLEN_NOTE_KEY_TEXT];
    char text[8 * PATH_MAX];

    dolen_note_write_key(&region->governance_key, vkey);
    snprintf(text, sizeof text,
             "[tls]\ncertificate = %s\nkey = %s\nauthority = ca.crt\nrevocations = crl.pem\n"
             "[federation]\nfile = right.federation\ngovernance-key = %s\n[admin]\nlisten = unix:nobody\n",
             certificate, key, vkey);
    assert_int_equal(DOLEN_OK, dolen_file_write(temp_folder_file(&region->pki.folder, "node.conf", path),
                                                dolen_bytes_of_string(text), 0600, NULL));
}

/* The doctor's findings, to be given back with json_decref. */
static json_t *examine(const char *config, int expected)
{
    char printed[PATH_MAX];
    char *text = calloc(1, TEXT);
    temp_folder_file(&region->pki.folder, "printed", printed);

    assert_int_equal(expected,
                     tool_run(dolen_tool_doctor, printed, (const char *const[]){"--config", config, "--json", NULL}));
    json_t *document = json_loads(tool_printed(printed, text, TEXT), 0, NULL);
    assert_non_null(document);
    assert_int_equal(expected == DOLEN_TOOL_DONE, json_is_true(json_object_get(document, "ok")));
    json_t *findings = json_incref(json_object_get(document, "findings"));
    json_decref(document);
    free(text);
    return findings;
}

/* The worst state of the findings about `subject`; "" when there is none. */
static const char *state_of(const json_t *findings, const char *subject)
{
    const char *worst = "";
    size_t index = 0;
    const json_t *finding = NULL;

    json_array_foreach(findings, index, finding)
    {
        const char *state = json_string_value(json_object_get(finding, "state"));
        if (strcmp(json_string_value(json_object_get(finding, "check")), subject) != 0)
            continue;
        if (strcmp(state, "broken") == 0 || !*worst || (strcmp(worst, "fine") == 0 && strcmp(state, "warning") == 0))
            worst = state;
    }
    return worst;
}

static void tells_what_works_from_what_does_not(void **state)
{
    char config[PATH_MAX];
    configure(region->agency.certificate, region->agency.key, config);

    json_t *findings = examine(config, DOLEN_TOOL_REFUSED);

    assert_string_equal("fine", state_of(findings, "tls key"));
    assert_string_equal("fine", state_of(findings, "tls certificate"));
    assert_string_equal("fine", state_of(findings, "federation"));
    assert_string_equal("fine", state_of(findings, "federation own key"));
    assert_string_equal("fine", state_of(findings, "revocation list"));
    assert_string_equal("fine", state_of(findings, "keyholder KH1"));
    assert_string_equal("fine", state_of(findings, "keyholder KH3"));
    assert_string_equal("broken", state_of(findings, "broker HUB"));
    assert_string_equal("warning", state_of(findings, "program"));
    json_decref(findings);
}

static void notices_a_holder_that_is_down(void **state)
{
    char config[PATH_MAX];
    configure(region->agency.certificate, region->agency.key, config);
    holder_region_end(region, 2, SIGTERM);

    json_t *findings = examine(config, DOLEN_TOOL_REFUSED);

    assert_string_equal("broken", state_of(findings, "keyholder KH2"));
    assert_string_equal("fine", state_of(findings, "keyholder KH1"));
    json_decref(findings);
    assert_true(holder_region_start(region, 2));
}

static void notices_a_key_that_others_can_read_and_one_of_another_certificate(void **state)
{
    char config[PATH_MAX];
    configure(region->agency.certificate, region->agency.key, config);

    chmod(region->agency.key, 0644);
    json_t *findings = examine(config, DOLEN_TOOL_REFUSED);
    assert_string_equal("broken", state_of(findings, "tls key"));
    json_decref(findings);
    chmod(region->agency.key, 0600);

    configure(region->agency.certificate, region->stranger.key, config);
    findings = examine(config, DOLEN_TOOL_REFUSED);
    assert_string_equal("broken", state_of(findings, "tls key"));
    json_decref(findings);
}

static void notices_a_member_that_the_federation_file_does_not_pin(void **state)
{
    char config[PATH_MAX];
    configure(region->stranger.certificate, region->stranger.key, config);

    json_t *findings = examine(config, DOLEN_TOOL_REFUSED);

    assert_string_equal("fine", state_of(findings, "tls certificate"));
    assert_string_equal("broken", state_of(findings, "federation own key"));
    assert_string_equal("broken", state_of(findings, "keyholder KH1"));
    json_decref(findings);
}

static void notices_a_revocation_list_past_its_time(void **state)
{
    char config[PATH_MAX];
    configure(region->agency.certificate, region->agency.key, config);

    test_pki_command("crl", region->pki.folder.path, "--hours", "-2");
    json_t *findings = examine(config, DOLEN_TOOL_REFUSED);
    assert_string_equal("broken", state_of(findings, "revocation list"));
    json_decref(findings);

    test_pki_command("crl", region->pki.folder.path, "--hours", "5");
    findings = examine(config, DOLEN_TOOL_REFUSED);
    assert_string_equal("warning", state_of(findings, "revocation list"));
    json_decref(findings);
    test_pki_command("crl", region->pki.folder.path);
}

static void is_content_when_nothing_is_broken(void **state)
{
    char config[PATH_MAX];
    char text[PATH_MAX * 4];
    snprintf(text, sizeof text, "[tls]\ncertificate = %s\nkey = %s\nauthority = ca.crt\nrevocations = crl.pem\n",
             region->broker.certificate, region->broker.key);
    assert_int_equal(DOLEN_OK, dolen_file_write(temp_folder_file(&region->pki.folder, "hub.conf", config),
                                                dolen_bytes_of_string(text), 0600, NULL));

    json_t *findings = examine(config, DOLEN_TOOL_DONE);

    assert_string_equal("fine", state_of(findings, "tls certificate"));
    json_decref(findings);
    assert_int_equal(DOLEN_TOOL_USAGE, tool_run(dolen_tool_doctor, NULL, (const char *const[]){"--jsn", NULL}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_works_from_what_does_not),
        cmocka_unit_test(notices_a_holder_that_is_down),
        cmocka_unit_test(notices_a_key_that_others_can_read_and_one_of_another_certificate),
        cmocka_unit_test(notices_a_member_that_the_federation_file_does_not_pin),
        cmocka_unit_test(notices_a_revocation_list_past_its_time),
        cmocka_unit_test(is_content_when_nothing_is_broken),
    };

    return cmocka_run_group_tests_name("doctor", tests, set_up, tear_down);
}
