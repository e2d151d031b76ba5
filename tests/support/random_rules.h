/** Random rule sets and random cases, from a seed: always the same for the same seed, and always a set that loads. */
#ifndef DOLEN_TESTS_SUPPORT_RANDOM_RULES_H
#define DOLEN_TESTS_SUPPORT_RANDOM_RULES_H

#include <stdarg.h>

#include "tests/support/policy_facts.h"

/** A small generator of its own (xorshift64*), so that a seed means the same everywhere. */
typedef struct dice {
    uint64_t state;
} dice;

static inline uint32_t dice_below(dice *d, uint32_t limit)
{
    d->state ^= d->state >> 12;
    d->state ^= d->state << 25;
    d->state ^= d->state >> 27;
    return (uint32_t)((d->state * UINT64_C(2685821657736338717)) >> 33) % limit;
}

static inline bool dice_one_in(dice *d, uint32_t odds)
{
    return dice_below(d, odds) == 0;
}

/** What random sets are made of. Bit n of a mask stands for item n of a list. */
static const char *const random_roles[] = {"practitioner", "supervisor", "duty-desk"};
static const char *const random_types[] = {"ta", "tb", "tc", "td"};
static const char *const random_members[] = {"M1", "M2", "M3", "M4"}; /* member n is of type n */
static const struct {
    const char *code, *group, *held, *about;
    char kind;
    int age_from, age_to;
} random_codes[] = {
    {"A.OPEN", "a", "open", "person", 'E', 0, 150},
    {"A.BOTH", "a", "open", "person, address", 'S', 0, 150},
    {"A.RESTRICTED", "a", "restricted", "person", 'S', 0, 150},
    {"A.SENSITIVE", "a", "sensitive", "person", 'I', 0, 150},
    {"A.PROTECTED", "a", "protected", "person", 'S', 0, 150},
    {"B.PLACE", "b", "open", "address", 'E', 0, 150},
    {"B.RESTRICTED", "b", "restricted", "person, address", 'S', 0, 150},
    {"B.SENSITIVE", "b", "sensitive", "person, address", 'I', 0, 150},
    {"B.PROTECTED", "b", "protected", "person", 'S', 0, 150},
    {"C.YOUNG", "c", "open", "person", 'I', 10, 20},
    {"C.SENSITIVE", "c", "sensitive", "person", 'S', 0, 150},
    {"X.ANY", "any", "open", "person, address", 'E', 0, 150},
};
enum {
    RANDOM_ROLES = 3,
    RANDOM_TYPES = 4,
    RANDOM_CODES = sizeof random_codes / sizeof *random_codes,
    RANDOM_PURPOSES = 4,
    RANDOM_AGREEMENTS = 2,
    RANDOM_TEXT = 64 * 1024,
};

typedef struct random_purpose {
    uint32_t roles, types, named, excluded;
    int level; /* 0 to 3 */
    bool open, restricted, needs_case, needs_decision, overrides, addresses;
    int age_from, age_to;
} random_purpose;

typedef struct random_agreement {
    bool two_way;
    uint32_t senders, receivers, purposes, consent;
    int from, until, review; /* days from facts_today */
} random_agreement;

typedef struct random_set {
    random_purpose purposes[RANDOM_PURPOSES];
    random_agreement agreements[RANDOM_AGREEMENTS];
} random_set;

static inline uint32_t random_mask(dice *d, uint32_t count)
{
    return dice_below(d, (1u << count) - 1) + 1; /* never empty */
}

static inline random_purpose random_purpose_of(dice *d)
{
    random_purpose made = {.roles = random_mask(d, RANDOM_ROLES) | random_mask(d, RANDOM_ROLES),
                           .types = random_mask(d, RANDOM_TYPES) | random_mask(d, RANDOM_TYPES),
                           .named = dice_below(d, 1u << RANDOM_CODES) & dice_below(d, 1u << RANDOM_CODES),
                           .level = (int)dice_below(d, 4),
                           .open = !dice_one_in(d, 6),
                           .restricted = dice_one_in(d, 2),
                           .needs_case = dice_one_in(d, 2),
                           .overrides = dice_one_in(d, 3),
                           .addresses = dice_one_in(d, 2),
                           .age_to = 150};

    made.excluded = dice_below(d, 1u << RANDOM_CODES) & dice_below(d, 1u << RANDOM_CODES) & ~made.named;
    made.open = made.open || (made.named == 0 && !made.restricted);
    made.needs_decision = made.needs_case && dice_one_in(d, 3);
    if (dice_one_in(d, 3)) {
        made.age_from = (int)dice_below(d, 20);
        made.age_to = made.age_from + (int)dice_below(d, 60);
    }
    return made;
}

/* A purpose that none of the receivers may ask for would be a contradiction. */
static inline bool random_may_ask(const random_set *set, const random_agreement *agreement, uint32_t purpose)
{
    return (set->purposes[purpose].types & agreement->receivers) != 0;
}

static inline random_agreement random_agreement_of(dice *d, const random_set *set)
{
    random_agreement made = {.two_way = !dice_one_in(d, 3), .from = -400, .until = 400, .review = 300};

    made.senders = random_mask(d, RANDOM_TYPES) | 1u << dice_below(d, RANDOM_TYPES);
    if (made.two_way && (made.senders & (made.senders - 1)) == 0)
        made.senders |= made.senders == 1 ? 2 : 1;
    made.receivers = made.two_way ? made.senders : random_mask(d, RANDOM_TYPES);
    if (!made.two_way && (made.receivers & ~made.senders) == 0) {
        made.senders = made.receivers == 1 ? 2 : 1;
        made.receivers = (made.receivers & ~made.senders) ? made.receivers : 4;
    }
    for (uint32_t i = 0; i < RANDOM_PURPOSES; i++)
        if (random_may_ask(set, &made, i) && !dice_one_in(d, 4)) {
            made.purposes |= 1u << i;
            const bool low = !set->purposes[i].needs_decision && !set->purposes[i].overrides;
            made.consent |= low && dice_one_in(d, 4) ? 1u << i : 0;
        }
    switch (dice_below(d, 6)) {
    case 0: /* not yet */
        made.from = 1 + (int)dice_below(d, 30);
        break;
    case 1: /* no longer */
        made.until = -1 - (int)dice_below(d, 30);
        break;
    case 2: /* to be reviewed, or no longer reviewed in time */
        made.review = -(int)dice_below(d, 200);
        break;
    default:
        break;
    }
    return made;
}

static inline random_set random_set_of(dice *d)
{
    random_set set = {0};

    for (size_t i = 0; i < RANDOM_PURPOSES; i++)
        set.purposes[i] = random_purpose_of(d);
    for (size_t i = 0; i < RANDOM_AGREEMENTS; i++)
        do {
            set.agreements[i] = random_agreement_of(d, &set);
        } while (set.agreements[i].purposes == 0);
    return set;
}

/* Text in the making. */
typedef struct random_text {
    char *at;
    size_t size;
} random_text;

__attribute__((format(printf, 2, 3))) static inline void random_add(random_text *text, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    text->size += (size_t)vsnprintf(text->at + text->size, RANDOM_TEXT - text->size, format, arguments);
    va_end(arguments);
    DOLEN_MUST(text->size < RANDOM_TEXT);
}

static inline void random_list(random_text *text, const char *key, const char *const *names, uint32_t mask)
{
    const char *gap = "";

    random_add(text, "%s = ", key);
    for (uint32_t i = 0; i < 32; i++)
        if (mask & 1u << i) {
            random_add(text, "%s%s", gap, names[i]);
            gap = ", ";
        }
    random_add(text, "\n");
}

static inline void random_write_purpose(random_text *text, size_t number, const random_purpose *purpose)
{
    const char *names[RANDOM_CODES];
    const char *gap = "";

    for (size_t i = 0; i < RANDOM_CODES; i++)
        names[i] = random_codes[i].code;
    random_add(text, "[purpose P%zu]\nname.en = P\nname.cy = P\nplain.en = P\nplain.cy = P\n", number);
    random_list(text, "roles", random_roles, purpose->roles);
    random_list(text, "types", random_types, purpose->types);
    random_add(text, "level = L%d\nreleases = ", purpose->level);
    if (purpose->open) {
        random_add(text, "open");
        gap = ", ";
    }
    if (purpose->restricted) {
        random_add(text, "%srestricted", gap);
        gap = ", ";
    }
    for (size_t i = 0; i < RANDOM_CODES; i++)
        if (purpose->named & 1u << i) {
            random_add(text, "%s%s", gap, names[i]);
            gap = ", ";
        }
    random_add(text, "\n");
    if (purpose->excluded)
        random_list(text, "excludes", names, purpose->excluded);
    random_add(text,
               "case-reference = %s\ndecision = %s\noverrides-protection = %s\nabout = person%s\npart = 2\n"
               "age = %d-%d\nbasis.en = x\nbasis.cy = x\ncondition.en = x\ncondition.cy = x\ndocument.en = x\n"
               "document.cy = x\n",
               purpose->needs_case ? "yes" : "no", purpose->needs_decision ? "yes" : "no",
               purpose->overrides ? "yes" : "no", purpose->addresses ? ", address" : "", purpose->age_from,
               purpose->age_to);
}

static inline void random_write_agreement(random_text *text, size_t number, const random_agreement *agreement)
{
    static const char *const purposes[] = {"P0", "P1", "P2", "P3"};
    const int days[] = {agreement->from, agreement->until, agreement->review};
    char texts[3][DOLEN_DAY_TEXT];

    for (size_t i = 0; i < 3; i++)
        dolen_day_write(dolen_day_from_number(dolen_day_number(facts_today) + days[i]), texts[i]);
    random_add(text, "[agreement A%zu]\nname.en = A\nname.cy = A\nform = %s\n", number,
               agreement->two_way ? "two-way" : "one-way");
    random_list(text, agreement->two_way ? "members" : "senders", random_members, agreement->senders);
    if (!agreement->two_way)
        random_list(text, "receivers", random_members, agreement->receivers);
    random_list(text, "purposes", purposes, agreement->purposes);
    if (agreement->consent)
        random_list(text, "consent", purposes, agreement->consent);
    random_add(text, "from = %s\nuntil = %s\nreview = %s\n", texts[0], texts[1], texts[2]);
}

static inline void random_write_codes(random_text *text)
{
    for (size_t i = 0; i < RANDOM_CODES; i++)
        random_add(text,
                   "[code %s]\ngroup = %s\nkind = %c\nheld = %s\nabout = %s\nage = %d-%d\nname.en = C\nname.cy = C\n",
                   random_codes[i].code, random_codes[i].group, random_codes[i].kind, random_codes[i].held,
                   random_codes[i].about, random_codes[i].age_from, random_codes[i].age_to);
}

static inline void random_write_members(random_text *text)
{
    static const char *const groups[] = {"a", "b", "c", "a, b, c"};

    for (size_t i = 0; i < RANDOM_TYPES; i++)
        random_add(text,
                   "[type %s]\nname.en = T\nname.cy = T\ngroups = %s\ngateway.en = x\ngateway.cy = x\n"
                   "law-enforcement = no\n[member %s]\nname.en = M\nname.cy = M\ntype = %s\n",
                   random_types[i], groups[i], random_members[i], random_types[i]);
}

/** The set as rules: its own codes, members, purposes and agreements, and the tree's for all else. NULL if refused. */
static inline dolen_rules *random_rules(const random_set *set)
{
    static const char *const own[] = {"agreements.rules", "codes.rules",    "exemptions.rules",
                                      "members.rules",    "purposes.rules", "watches.rules"};
    enum { OWN = sizeof own / sizeof *own };
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new((size_t)4 * FACTS_BYTES);
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(5);
    random_text texts[OWN];
    dolen_rules_file files[FACTS_FILES];
    dolen_rules *rules = NULL;

    for (size_t i = 0; i < OWN; i++)
        texts[i] = (random_text){dolen_arena_make(arena, RANDOM_TEXT, 1), 0};
    for (size_t i = 0; i < RANDOM_AGREEMENTS; i++)
        random_write_agreement(&texts[0], i, &set->agreements[i]);
    random_write_codes(&texts[1]);
    random_add(&texts[2], "[exemption E]\nby = officer\nname.en = E\nname.cy = E\nlaw.en = E\nlaw.cy = E\ntext.en = E\n"
                          "text.cy = E\ncodes = A.OPEN\n");
    random_write_members(&texts[3]);
    for (size_t i = 0; i < RANDOM_PURPOSES; i++)
        random_write_purpose(&texts[4], i, &set->purposes[i]);
    random_add(&texts[5], "# None.\n");
    for (size_t i = 0; i < FACTS_FILES; i++) {
        const char *text = NULL;
        for (size_t j = 0; j < OWN; j++)
            text = strcmp(own[j], facts_files[i]) == 0 ? texts[j].at : text;
        files[i].name = facts_files[i];
        files[i].text = dolen_bytes_of_string(text ? text : facts_text(arena, facts_files[i]));
    }
    if (dolen_rules_read(files, FACTS_FILES, &rules, problems, NULL) != DOLEN_OK && getenv("DOLEN_PROPERTY_SAY"))
        dolen_problems_print(problems, stderr);
    return rules;
}

/** One case: a question, a record, a fact. */
typedef struct random_case {
    dolen_policy_request request;
    dolen_policy_record record;
    dolen_flag flag;
    dolen_month_count month;
} random_case;

/* Mostly one of the known names, now and then none of them. */
static inline dolen_code random_name(dice *d, const char *const *names, uint32_t count)
{
    return dice_one_in(d, 20) ? dolen_code_of("UNHEARD") : dolen_code_of(names[dice_below(d, count)]);
}

static inline dolen_fact random_fact(dice *d)
{
    return dice_one_in(d, 5) ? DOLEN_FACT_NO : dice_one_in(d, 4) ? DOLEN_FACT_UNKNOWN : DOLEN_FACT_YES;
}

static inline dolen_policy_request random_request(dice *d)
{
    static const char *const purposes[] = {"P0", "P1", "P2", "P3"};
    static const char *const reasons[] = {"LIFE", "HARM", "MISSINGNOW"};
    const uint32_t asker = dice_below(d, RANDOM_TYPES);

    return (dolen_policy_request){
        .asker = dice_one_in(d, 20) ? dolen_code_of("UNHEARD") : dolen_code_of(random_members[asker]),
        .asker_type = dolen_code_of(random_types[dice_one_in(d, 10) ? dice_below(d, RANDOM_TYPES) : asker]),
        .role = random_name(d, random_roles, RANDOM_ROLES),
        .purpose = random_name(d, purposes, RANDOM_PURPOSES),
        .has_staff = !dice_one_in(d, 20),
        .has_case = !dice_one_in(d, 5),
        .decision_maker = random_fact(d),
        .consent = random_fact(d),
        .urgent = dice_one_in(d, 6),
        .urgent_reason = random_name(d, reasons, 3),
        .authoriser = random_fact(d),
        .subject = dice_one_in(d, 3) ? DOLEN_SUBJECT_ADDRESS : DOLEN_SUBJECT_PERSON,
        .age = dice_one_in(d, 2) ? DOLEN_AGE_UNKNOWN : (int)dice_below(d, 90),
        .requested_level = (dolen_level)(DOLEN_LEVEL_L0 + dice_below(d, 4)),
        .today = facts_today,
    };
}

static inline void random_case_of(dice *d, random_case *out)
{
    const uint32_t code = dice_below(d, RANDOM_CODES);
    const uint32_t holder = dice_one_in(d, 2) ? 3 : (uint32_t)random_codes[code].group[0] - 'a';
    const uint32_t owner = dice_one_in(d, 5) || holder >= RANDOM_TYPES ? dice_below(d, RANDOM_TYPES) : holder;
    const char kind = random_codes[code].kind;
    const dolen_month month =
        dolen_month_of(facts_today) - (dolen_month)(dice_one_in(d, 5) ? 13 + dice_below(d, 20) : 0);

    out->request = random_request(d);
    out->record = (dolen_policy_record){
        .owner = dice_one_in(d, 20) ? dolen_code_of("UNHEARD") : dolen_code_of(random_members[owner]),
        .owner_type = dolen_code_of(random_types[owner]),
        .protection = dice_one_in(d, 4) ? DOLEN_PROTECTION_SHIELDED : DOLEN_PROTECTION_NONE,
        .band = dice_one_in(d, 6)   ? DOLEN_BAND_NONE
                : dice_one_in(d, 4) ? DOLEN_BAND_PROBABLE
                                    : DOLEN_BAND_CONFIRMED};
    out->month = (dolen_month_count){.month = month, .count = 1};
    out->flag =
        (dolen_flag){.code = dice_one_in(d, 20) ? dolen_code_of("UNHEARD") : dolen_code_of(random_codes[code].code)};
    out->flag.kind = kind == 'E' ? DOLEN_FLAG_EVENT : kind == 'S' ? DOLEN_FLAG_STATE : DOLEN_FLAG_INVOLVEMENT;
    if (kind == 'E') {
        out->flag.months = &out->month;
        out->flag.month_count = 1;
        out->flag.latest = (dolen_day){(int16_t)(month / 12), (uint8_t)(month % 12 + 1), 1};
    } else {
        out->flag.opened = month;
        out->flag.closed = month == dolen_month_of(facts_today) ? 0 : month;
    }
}

#endif
