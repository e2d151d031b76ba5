#include "node/agency/oversight/unusual_facts.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "node/agency/account_home.h"
#include "node/agency/search_json.h"
#include "node/base/memory.h"
#include "node/match/normalise.h"

enum { TEXT = 512, OWN_NAMES = 8 };

/* FNV-1a; a sum is compared within one run of one process and never kept. */
static uint64_t sum_of(char what, const char *text)
{
    uint64_t sum = UINT64_C(14695981039346656037) ^ (uint8_t)what;

    for (; *text; text++)
        sum = (sum ^ (uint8_t)*text) * UINT64_C(1099511628211);
    sum ^= sum >> 32;
    sum *= UINT64_C(0x9e3779b97f4a7c15);
    return sum ? sum : 1;
}

uint64_t dolen_unusual_facts_name(const char *word)
{
    return sum_of('s', word);
}

uint64_t dolen_unusual_facts_case(const char *reference)
{
    char plain[TEXT];
    size_t size = 0;

    for (; *reference && size + 1 < sizeof plain; reference++)
        if (*reference != ' ')
            plain[size++] = (char)(*reference >= 'a' && *reference <= 'z' ? *reference - 'a' + 'A' : *reference);
    plain[size] = '\0';
    return size ? sum_of('c', plain) : 0;
}

static void add_name(dolen_unusual_names *names, const char *word)
{
    const uint64_t sum = dolen_unusual_facts_name(word);

    if (!word[0] || !word[1])
        return;
    for (size_t i = 0; i < names->count; i++)
        if (names->sums[i] == sum)
            return;
    if (names->count < DOLEN_UNUSUAL_NAMES)
        names->sums[names->count++] = sum;
}

static void add_names(const dolen_normal_name *name, dolen_unusual_names *out)
{
    out->count = 0;
    add_name(out, name->surname);
    add_name(out, name->former_surname);
    for (size_t i = 0; i < name->surnames.count; i++)
        add_name(out, name->surnames.text[i]);
    for (size_t i = 0; i < name->former.count; i++)
        add_name(out, name->former.text[i]);
}

void dolen_unusual_facts_names(const char *full_name, dolen_unusual_names *out)
{
    dolen_normal_name name;

    dolen_normalise_name(full_name, "", "", &name);
    add_names(&name, out);
    if (out->count > OWN_NAMES)
        out->count = OWN_NAMES;
    dolen_memory_wipe(&name, sizeof name);
}

static const char *text_of(const json_t *typed, const char *name)
{
    const char *text = json_string_value(json_object_get(typed, name));

    return text ? text : "";
}

static void add_target(dolen_unusual_facts *out, char what, const char *text)
{
    if (out->target_count < DOLEN_UNUSUAL_TARGET_IDS)
        out->targets[out->target_count++] = sum_of(what, text);
}

/* A person is known again by NHS number, and by first forename, surname and date of birth (or, without one, place). */
static void read_person(const json_t *typed, const dolen_normal_postcode *postcode, dolen_unusual_facts *out)
{
    char text[TEXT];
    char nhs_number[DOLEN_NORMAL_NHS];
    dolen_normal_name name;

    dolen_normalise_name(text_of(typed, "forenames"), text_of(typed, "surname"), text_of(typed, "former_surname"),
                         &name);
    add_names(&name, &out->names);
    if (name.surname[0])
        out->family = dolen_unusual_facts_name(name.surname);
    if (dolen_normalise_nhs_number(text_of(typed, "nhs_number"), nhs_number))
        add_target(out, 'n', nhs_number);
    const char *born = text_of(typed, "dob");
    const char *forename = name.forenames.count ? dolen_normalise_nickname(name.forenames.text[0]) : "";
    snprintf(text, sizeof text, "%s/%s/%s", name.surname, forename, *born ? born : postcode->whole);
    if (name.surname[0] || *forename)
        add_target(out, *born ? 'p' : 'q', text);
    dolen_memory_wipe(&name, sizeof name);
    dolen_memory_wipe(text, sizeof text);
}

static void read_address(const dolen_address *address, const dolen_normal_postcode *postcode, const char *uprn,
                         dolen_unusual_facts *out)
{
    dolen_normal_line line;
    char text[TEXT];

    if (*uprn)
        add_target(out, 'u', uprn);
    dolen_normalise_line(address->line, &line);
    snprintf(text, sizeof text, "%s/%s/%s", line.units[0] ? line.units : line.house, postcode->whole,
             postcode->whole[0] ? "" : line.street);
    if (line.units[0] || line.house[0])
        add_target(out, 'a', text);
}

static void read_places(const dolen_normal_postcode *postcode, const char *uprn, dolen_unusual_facts *out)
{
    if (postcode->whole[0])
        out->places[out->place_count++] = sum_of('z', postcode->whole);
    if (*uprn)
        out->places[out->place_count++] = sum_of('u', uprn);
}

static bool is_kept(const dolen_unusual_staff *own, const dolen_digest *digest)
{
    for (size_t i = 0; i < own->home_count; i++)
        if (memcmp(&own->home[i], digest, sizeof *digest) == 0)
            return true;
    return false;
}

static void compare_home(const dolen_unusual_staff *own, const dolen_local_keys *keys, const dolen_address *address,
                         dolen_unusual_facts *out)
{
    dolen_account_home_asked asked;

    dolen_account_home_ask(keys, own->account, address, &asked);
    out->own_postcode = asked.has_postcode && is_kept(own, &asked.postcode);
    for (size_t i = 0; i < asked.place_count; i++)
        out->own_home = out->own_home || is_kept(own, &asked.places[i]);
}

static uint8_t names_in_common(const dolen_unusual_names *own, const dolen_unusual_names *names)
{
    uint8_t common = 0;

    for (size_t i = 0; i < own->count && i < OWN_NAMES; i++)
        for (size_t k = 0; k < names->count; k++)
            if (own->sums[i] == names->sums[k])
                common |= (uint8_t)(1U << i);
    return common;
}

void dolen_unusual_facts_read(const dolen_unusual_search *search, const dolen_unusual_staff *own,
                              const dolen_unusual_names *own_names, const dolen_local_keys *keys,
                              dolen_unusual_facts *out)
{
    DOLEN_OWN(json_t, typed) = json_loads(search->searched, JSON_REJECT_DUPLICATES, NULL);
    const dolen_address address = {
        .line = text_of(typed, "address"), .postcode = text_of(typed, "postcode"), .uprn = text_of(typed, "uprn")};
    dolen_normal_postcode postcode;
    char uprn[DOLEN_NORMAL_UPRN] = "";

    *out = (dolen_unusual_facts){.id = search->id,
                                 .asked = search->asked > 0 ? search->asked : 0,
                                 .case_sum = dolen_unusual_facts_case(search->case_reference)};
    if (!typed)
        return;
    (void)dolen_normalise_postcode(address.postcode, &postcode);
    (void)dolen_normalise_uprn(address.uprn, uprn);
    read_places(&postcode, uprn, out);
    if (*text_of(typed, "surname") || *text_of(typed, "forenames") || *text_of(typed, "nhs_number"))
        read_person(typed, &postcode, out);
    else
        read_address(&address, &postcode, uprn, out);
    if (own_names)
        out->own_names = names_in_common(own_names, &out->names);
    if (own && own->home_count && keys)
        compare_home(own, keys, &address, out);
}
