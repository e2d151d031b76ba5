/* Any bytes as a configuration file: values within their ranges, or problems with their lines. */
#include "node/runtime/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct bound {
    int64_t number;
    int64_t size;
    int64_t duration;
    const char *address;
    bool on;
    dolen_setting_list list;
} bound;

static const dolen_setting table[] = {
    {.section = "s",
     .key = "number",
     .kind = DOLEN_SETTING_NUMBER,
     .otherwise = "5",
     .least = 1,
     .most = 10,
     .offset = offsetof(bound, number)},
    {.section = "s", .key = "size", .kind = DOLEN_SETTING_SIZE, .otherwise = "1 KiB", .offset = offsetof(bound, size)},
    {.section = "s",
     .key = "duration",
     .kind = DOLEN_SETTING_DURATION,
     .otherwise = "1 s",
     .least = 1,
     .most = 1000000,
     .offset = offsetof(bound, duration)},
    {.section = "s",
     .key = "address",
     .kind = DOLEN_SETTING_ADDRESS,
     .otherwise = "",
     .offset = offsetof(bound, address)},
    {.section = "s", .key = "on", .kind = DOLEN_SETTING_SWITCH, .otherwise = "no", .offset = offsetof(bound, on)},
    {.section = "s", .key = "list", .kind = DOLEN_SETTING_LIST, .otherwise = "", .offset = offsetof(bound, list)},
    {.section = "peer *", .key = "url", .kind = DOLEN_SETTING_TEXT},
    {0},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const dolen_setting *const tables[] = {table, NULL};
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(4);
    DOLEN_OWN(dolen_settings, settings) = NULL;
    bound b;

    const dolen_status status =
        dolen_settings_read_text("/fuzz/x.conf", dolen_bytes_of(data, size), tables, &settings, problems, NULL);
    DOLEN_MUST((status == DOLEN_OK) == (settings != NULL));
    DOLEN_MUST((status == DOLEN_E_INPUT) == (dolen_problems_count(problems) > 0));
    if (!settings)
        return 0;
    dolen_settings_bind(settings, table, &b);
    DOLEN_MUST(b.number >= 1 && b.number <= 10 && b.size >= 0 && b.duration >= 1 && b.duration <= 1000000);
    const dolen_setting_list peers = dolen_settings_names(settings, "peer");
    for (size_t i = 0; i < peers.count; i++)
        DOLEN_MUST(dolen_settings_text(settings, "peer", peers.items[i], "url") != NULL);
    return 0;
}
