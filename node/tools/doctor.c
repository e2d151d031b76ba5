#include "node/tools/doctor.h"

#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "node/base/memory.h"
#include "node/base/text.h"
#include "node/runtime/options.h"
#include "node/tools/doctor_internal.h"
#include "node/tools/tool.h"

enum { ARENA_LIMIT = 32 * 1024 * 1024, PROBLEMS_LIMIT = 20 };

static const char *find_in(const dolen_section *section, const char *key)
{
    const char *value = section ? dolen_section_value(section, key, NULL) : NULL;

    return value && *value ? value : NULL;
}

const char *dolen_doctor_value(const examination *e, const char *section, const char *key)
{
    return find_in(dolen_sections_find(&e->settings, section, ""), key);
}

const char *dolen_doctor_join(const examination *e, const char *value)
{
    char folder[PATH_MAX];
    char path[PATH_MAX];

    if (!value || value[0] == '/')
        return value;
    if (strncmp(value, "credential:", 11) == 0 || dolen_text_copy(folder, sizeof folder, e->config, NULL) != DOLEN_OK)
        return NULL;
    const int size = snprintf(path, sizeof path, "%s/%s", dirname(folder), value);
    if (size < 0 || (size_t)size >= sizeof path)
        return NULL;
    return dolen_arena_copy_string(e->arena, path, (size_t)size);
}

const char *dolen_doctor_path(const examination *e, const char *section, const char *key)
{
    return dolen_doctor_join(e, dolen_doctor_value(e, section, key));
}

static bool read_configuration(examination *e)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(PROBLEMS_LIMIT);

    if (dolen_sections_read_file(e->arena, e->config, &e->settings, problems, NULL) == DOLEN_OK) {
        dolen_findings_add(e->findings, "configuration", NULL, DOLEN_FINDING_FINE, "the file can be read", NULL);
        return true;
    }
    dolen_problems_print(problems, stderr);
    dolen_findings_add(e->findings, "configuration", NULL, DOLEN_FINDING_BROKEN, "the file cannot be read",
                       "mend the lines named above; the program's --check-config knows all settings");
    return false;
}

static void examine(examination *e)
{
    if (!read_configuration(e))
        return;
    dolen_doctor_check_secrets(e);
    dolen_doctor_check_certificates(e);
    dolen_doctor_check_federation(e);
    dolen_doctor_check_trust(e);
    dolen_doctor_check_rules(e);
    dolen_doctor_check_database(e);
    dolen_doctor_check_peers(e);
    dolen_doctor_check_program(e);
}

int dolen_tool_doctor(int argc, char **argv)
{
    const char *config = NULL;
    bool json = false;
    const dolen_option table[] = {
        {.name = "config",
         .text = &config,
         .required = true,
         .argument = "FILE",
         .help = "of a node, a broker or a key holder"},
        {.name = "json", .flag = &json, .help = "print one JSON document"},
        {0},
    };
    const dolen_options options = {.usage = "dolen doctor --config FILE [--json]", .table = table};
    size_t words = 0;

    const int wrong = dolen_options_read(&options, argc, argv, NULL, &words);
    if (wrong)
        return wrong < 0 ? DOLEN_TOOL_DONE : DOLEN_TOOL_USAGE;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA_LIMIT);
    dolen_findings *findings = dolen_memory_make(1, sizeof *findings);
    examination e = {.arena = arena, .config = config, .findings = findings};
    examine(&e);
    dolen_trust_free(e.trust);
    dolen_federation_free(e.federation);
    dolen_findings_print(findings, json, stdout);
    const bool sound = dolen_findings_is_sound(findings);
    free(findings);
    return sound ? DOLEN_TOOL_DONE : DOLEN_TOOL_REFUSED;
}
