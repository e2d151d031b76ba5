/*
 * What must hold of every rule set and every case, tried on random ones. Each property is checked twice: on the
 * program's own decision, where nothing may violate it, and on a decision with a planted fault, where something must.
 *
 * DOLEN_PROPERTY_SETS=20000 in the environment tries that many sets instead of the usual; DOLEN_PROPERTY_SEED another
 * seed.
 */
#include <stdlib.h>

#include "node/crypto/hash.h"
#include "tests/support/dolen_test.h"
#include "tests/support/random_rules.h"

enum { SETS = 250, CASES = 120 };

/* The decision under test: the program's, or one with a fault. */
typedef dolen_decision decide(const dolen_rules *rules, const random_case *one);

static dolen_decision right(const dolen_rules *rules, const random_case *one)
{
    return dolen_policy_decide_flag(rules, &one->request, &one->record, &one->flag);
}

/* A decision that goes wrong where the program refuses for this reason: it discloses in full. */
static dolen_decision without(const dolen_rules *rules, const random_case *one, dolen_why ignored)
{
    const dolen_decision decision = right(rules, one);

    return decision.why == ignored
               ? (dolen_decision){.verdict = DOLEN_VERDICT_PERMIT, .level = one->request.requested_level}
               : decision;
}

#define FAULT(name, why)                                                                                               \
    static dolen_decision name(const dolen_rules *rules, const random_case *one)                                       \
    {                                                                                                                  \
        return without(rules, one, why);                                                                               \
    }

FAULT(forgets_roles, DOLEN_WHY_ROLE_NOT_FOR_IT)
FAULT(forgets_exclusions, DOLEN_WHY_EXCLUDED)
FAULT(forgets_classes, DOLEN_WHY_NOT_RELEASED)
FAULT(forgets_sensitive, DOLEN_WHY_SENSITIVE)
FAULT(forgets_agreements, DOLEN_WHY_NO_AGREEMENT)
FAULT(forgets_reviews, DOLEN_WHY_UNREVIEWED)
FAULT(forgets_bands, DOLEN_WHY_NO_MATCH)
FAULT(forgets_addresses, DOLEN_WHY_PROTECTED_PLACE)
FAULT(forgets_protected_codes, DOLEN_WHY_NEVER_BY_ADDRESS)
FAULT(forgets_protection, DOLEN_WHY_PROTECTED)

static dolen_decision grants_in_full(const dolen_rules *rules, const random_case *one)
{
    dolen_decision decision = right(rules, one);

    if (decision.verdict != DOLEN_VERDICT_DENY)
        decision.level = DOLEN_LEVEL_L3;
    return decision;
}

static bool discloses(dolen_decision decision)
{
    return decision.verdict != DOLEN_VERDICT_DENY;
}

static uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text ? strtoull(text, NULL, 10) : otherwise;
}

/* One property: is it violated by this decision of this case? */
typedef bool violated(const random_set *set, const dolen_rules *rules, const random_case *one, dolen_decision decision);

typedef struct tally {
    size_t cases;
    size_t disclosed;
    size_t violations;
} tally;

/* `enough`: stop when so many violations are found. */
static tally try_property(violated *is_violated, decide *decides, size_t enough)
{
    dice d = {setting("DOLEN_PROPERTY_SEED", 20261121) | 1};
    const uint64_t sets = setting("DOLEN_PROPERTY_SETS", SETS);
    tally found = {0};

    for (uint64_t i = 0; i < sets && found.violations < enough; i++) {
        const random_set set = random_set_of(&d);
        DOLEN_OWN(dolen_rules, rules) = random_rules(&set);
        assert_non_null(rules);
        for (size_t j = 0; j < CASES; j++) {
            random_case one;
            random_case_of(&d, &one);
            const dolen_decision decision = decides(rules, &one);
            found.cases++;
            found.disclosed += discloses(decision);
            found.violations += is_violated(&set, rules, &one, decision);
        }
    }
    return found;
}

static void holds(violated *is_violated)
{
    const tally found = try_property(is_violated, right, SIZE_MAX);

    if (found.disclosed * 100 < found.cases) /* enough is disclosed for the property to mean something */
        fail_msg("only %zu of %zu cases disclose anything", found.disclosed, found.cases);
    assert_int_equal(found.violations, 0);
}

static void notices(violated *is_violated, decide *fault)
{
    assert_true(try_property(is_violated, fault, 1).violations > 0);
}

/* The purpose of a case as the set was written, not as it was loaded; NULL for an unknown one. */
static const random_purpose *purpose_of(const random_set *set, const random_case *one)
{
    static const char *const names[] = {"P0", "P1", "P2", "P3"};

    for (size_t i = 0; i < RANDOM_PURPOSES; i++)
        if (strcmp(names[i], one->request.purpose.text) == 0)
            return &set->purposes[i];
    return NULL;
}

static uint32_t bit_of(const char *const *names, size_t count, dolen_code code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], code.text) == 0)
            return 1u << i;
    return 0;
}

static uint32_t code_bit(const random_case *one)
{
    for (size_t i = 0; i < RANDOM_CODES; i++)
        if (strcmp(random_codes[i].code, one->flag.code.text) == 0)
            return 1u << i;
    return 0;
}

/* IG-02: nothing that is unknown, and nobody whom no line allows, sees anything. */
static bool sees_by_default(const random_set *set, const dolen_rules *rules, const random_case *one,
                            dolen_decision decision)
{
    const random_purpose *purpose = purpose_of(set, one);
    const dolen_policy_request *request = &one->request;

    if (!discloses(decision))
        return decision.level != DOLEN_LEVEL_NONE;
    return !purpose || !request->has_staff || !code_bit(one) ||
           !(purpose->roles & bit_of(random_roles, RANDOM_ROLES, request->role)) ||
           !(purpose->types & bit_of(random_types, RANDOM_TYPES, request->asker_type)) ||
           (purpose->needs_case && !request->has_case && !request->urgent) ||
           (purpose->needs_decision && request->decision_maker == DOLEN_FACT_NO && !request->urgent) ||
           (request->urgent &&
            (request->authoriser == DOLEN_FACT_NO || strcmp(request->urgent_reason.text, "UNHEARD") == 0)) ||
           (request->subject == DOLEN_SUBJECT_ADDRESS && !purpose->addresses) ||
           dolen_code_same(request->asker, one->record.owner) ||
           (request->age >= 0 && (request->age < purpose->age_from || request->age > purpose->age_to));
}

static void ig_02_nobody_sees_by_default(void **state)
{
    holds(sees_by_default);
}

static void ig_02_a_forgotten_role_is_noticed(void **state)
{
    notices(sees_by_default, forgets_roles);
}

/* IG-17: a code is seen through its name or, where its class may be released, its class. */
static bool sees_what_is_not_named(const random_set *set, const dolen_rules *rules, const random_case *one,
                                   dolen_decision decision)
{
    const random_purpose *purpose = purpose_of(set, one);
    const uint32_t bit = code_bit(one);

    if (!discloses(decision))
        return false;
    if (!purpose || !bit || (purpose->excluded & bit))
        return true;
    const char *held = random_codes[__builtin_ctz(bit)].held;
    return !(purpose->named & bit) && !(purpose->open && strcmp(held, "open") == 0) &&
           !(purpose->restricted && strcmp(held, "restricted") == 0);
}

static void ig_17_no_purpose_sees_a_code_that_it_does_not_name(void **state)
{
    holds(sees_what_is_not_named);
}

static void ig_17_a_forgotten_name_class_or_exclusion_is_noticed(void **state)
{
    notices(sees_what_is_not_named, forgets_sensitive);
    notices(sees_what_is_not_named, forgets_classes);
    notices(sees_what_is_not_named, forgets_exclusions);
}

/* IG-02: never above the level that was asked for, that the purpose allows, or that was admitted. */
static bool sees_too_much(const random_set *set, const dolen_rules *rules, const random_case *one,
                          dolen_decision decision)
{
    const random_purpose *purpose = purpose_of(set, one);
    const dolen_admission admission = dolen_policy_admit(rules, &one->request);

    return discloses(decision) && (decision.level > one->request.requested_level || decision.level > admission.level ||
                                   !purpose || decision.level > (dolen_level)(DOLEN_LEVEL_L0 + purpose->level));
}

static void ig_02_an_answer_never_exceeds_the_granted_level(void **state)
{
    holds(sees_too_much);
}

static void ig_02_a_level_granted_in_full_is_noticed(void **state)
{
    notices(sees_too_much, grants_in_full);
}

/* IG-04, IG-05, IG-06, IG-18: is there an agreement in force, for the purpose, from the owner to the asker? */
static bool is_agreed(const random_agreement *agreement, const random_case *one)
{
    static const char *const purposes[] = {"P0", "P1", "P2", "P3"};
    const uint32_t purpose = bit_of(purposes, RANDOM_PURPOSES, one->request.purpose);
    const dolen_day review = dolen_day_from_number(dolen_day_number(facts_today) + agreement->review);
    const dolen_month late = dolen_month_of(facts_today) - dolen_month_of(review);

    return (agreement->purposes & purpose) && agreement->from <= 0 && agreement->until >= 0 &&
           (agreement->receivers & bit_of(random_members, RANDOM_TYPES, one->request.asker)) &&
           (agreement->senders & bit_of(random_members, RANDOM_TYPES, one->record.owner)) &&
           (late < 3 || (late == 3 && facts_today.day <= review.day)) &&
           (!(agreement->consent & purpose) || one->request.consent != DOLEN_FACT_NO);
}

static bool sees_without_agreement(const random_set *set, const dolen_rules *rules, const random_case *one,
                                   dolen_decision decision)
{
    return discloses(decision) && !is_agreed(&set->agreements[0], one) && !is_agreed(&set->agreements[1], one);
}

static void ig_04_without_an_agreement_in_force_nothing_is_disclosed(void **state)
{
    holds(sees_without_agreement);
}

static void ig_04_a_forgotten_agreement_or_review_is_noticed(void **state)
{
    notices(sees_without_agreement, forgets_agreements);
    notices(sees_without_agreement, forgets_reviews);
}

/* IG-21: confirmed in full, probable at L1, anything less not at all. */
static bool sees_beyond_its_band(const random_set *set, const dolen_rules *rules, const random_case *one,
                                 dolen_decision decision)
{
    return discloses(decision) && one->record.band != DOLEN_BAND_CONFIRMED &&
           (one->record.band != DOLEN_BAND_PROBABLE || decision.level > DOLEN_LEVEL_L1);
}

static void ig_21_no_match_shows_more_than_its_band(void **state)
{
    holds(sees_beyond_its_band);
}

static void ig_21_a_forgotten_band_is_noticed(void **state)
{
    notices(sees_beyond_its_band, forgets_bands);
    notices(sees_beyond_its_band, grants_in_full);
}

/* IG-16: neither a protected record nor a protected code by address. */
static bool sees_protected_by_address(const random_set *set, const dolen_rules *rules, const random_case *one,
                                      dolen_decision decision)
{
    const uint32_t bit = code_bit(one);
    const bool protected_code = bit && strcmp(random_codes[__builtin_ctz(bit)].held, "protected") == 0;

    return discloses(decision) && one->request.subject == DOLEN_SUBJECT_ADDRESS &&
           (protected_code || one->record.protection != DOLEN_PROTECTION_NONE);
}

static void ig_16_nothing_protected_is_ever_shown_by_address(void **state)
{
    holds(sees_protected_by_address);
}

static void ig_16_a_forgotten_address_or_code_is_noticed(void **state)
{
    notices(sees_protected_by_address, forgets_addresses);
    notices(sees_protected_by_address, forgets_protected_codes);
}

/* IG-15: a protected record opens for an overriding purpose or in urgency, and always with a review. */
static bool opens_protected(const random_set *set, const dolen_rules *rules, const random_case *one,
                            dolen_decision decision)
{
    const random_purpose *purpose = purpose_of(set, one);

    return discloses(decision) && one->record.protection != DOLEN_PROTECTION_NONE &&
           (decision.verdict != DOLEN_VERDICT_REVIEW || !purpose || (!purpose->overrides && !one->request.urgent));
}

static void ig_15_a_protected_record_opens_for_its_override_alone(void **state)
{
    holds(opens_protected);
}

static void ig_15_a_forgotten_protection_is_noticed(void **state)
{
    notices(opens_protected, forgets_protection);
}

/* Ways of making a set stricter. False when this one cannot be. */
static bool restrict_purpose(dice *d, random_purpose *purpose)
{
    const uint32_t role = 1u << dice_below(d, RANDOM_ROLES);
    const uint32_t code = 1u << dice_below(d, RANDOM_CODES);

    switch (dice_below(d, 7)) {
    case 0:
        purpose->named &= ~code;
        purpose->excluded |= code;
        break;
    case 1:
        purpose->roles &= ~role;
        break;
    case 2:
        purpose->needs_case = true;
        break;
    case 3:
        purpose->overrides = false;
        break;
    case 4:
        purpose->level = purpose->level ? purpose->level - 1 : 0;
        break;
    case 5:
        purpose->restricted = false;
        break;
    default:
        purpose->addresses = false;
        break;
    }
    return purpose->roles && (purpose->open || purpose->restricted || purpose->named);
}

static bool restrict_agreement(dice *d, const random_set *set, random_agreement *agreement)
{
    const uint32_t purpose = dice_below(d, RANDOM_PURPOSES);

    switch (dice_below(d, 4)) {
    case 0:
        agreement->purposes &= ~(1u << purpose);
        agreement->consent &= agreement->purposes;
        break;
    case 1:
        agreement->until = agreement->from < 0 ? -1 : agreement->until;
        break;
    case 2:
        agreement->from = agreement->until > 0 && agreement->review > 0 ? 1 : agreement->from;
        break;
    default:
        if ((agreement->purposes & 1u << purpose) && !set->purposes[purpose].needs_decision &&
            !set->purposes[purpose].overrides)
            agreement->consent |= 1u << purpose;
        break;
    }
    return agreement->purposes != 0;
}

static bool restrict_set(dice *d, random_set *set)
{
    if (dice_one_in(d, 3))
        return restrict_agreement(d, set, &set->agreements[dice_below(d, RANDOM_AGREEMENTS)]);
    return restrict_purpose(d, &set->purposes[dice_below(d, RANDOM_PURPOSES)]);
}

/* How often something is disclosed under the stricter set that was not under the other, or at a higher level. */
static size_t gains(const dolen_rules *before, const dolen_rules *after, dice *d, decide *decides_after, size_t *losses)
{
    size_t gained = 0;

    for (size_t i = 0; i < CASES; i++) {
        random_case one;
        random_case_of(d, &one);
        const dolen_level was = right(before, &one).level;
        const dolen_level is = decides_after(after, &one).level;
        gained += is > was;
        *losses += is < was;
    }
    return gained;
}

static size_t try_restrictions(decide *decides_after, size_t *losses)
{
    dice d = {setting("DOLEN_PROPERTY_SEED", 20261121) | 1};
    const uint64_t sets = setting("DOLEN_PROPERTY_SETS", SETS);
    size_t gained = 0;

    for (uint64_t i = 0; i < sets; i++) {
        random_set set = random_set_of(&d);
        DOLEN_OWN(dolen_rules, before) = random_rules(&set);
        if (!restrict_set(&d, &set))
            continue;
        DOLEN_OWN(dolen_rules, after) = random_rules(&set);
        assert_non_null(after);
        gained += gains(before, after, &d, decides_after, losses);
    }
    return gained;
}

static void ig_02_a_stricter_set_never_discloses_more(void **state)
{
    size_t losses = 0;

    assert_int_equal(try_restrictions(right, &losses), 0);
    assert_true(losses > 0);
}

static void ig_02_a_set_that_forgets_its_new_exclusion_is_noticed(void **state)
{
    size_t losses = 0;

    assert_true(try_restrictions(forgets_exclusions, &losses) > 0);
}

/* IG-04: whatever one byte of the rules becomes, the set is refused as a whole or is another set. */
static void ig_04_rules_that_cannot_be_read_disclose_nothing(void **state)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(2 * FACTS_BYTES);
    DOLEN_OWN(dolen_rules, whole) = facts_rules();
    const dolen_digest digest = dolen_rules_digest(whole);
    dice d = {setting("DOLEN_PROPERTY_SEED", 20261121) | 1};
    char *text = facts_text(arena, "purposes.rules");
    const size_t size = strlen(text);
    size_t refused = 0;

    for (size_t i = 0; i < SETS; i++) {
        DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(2);
        const size_t place = dice_below(&d, (uint32_t)size);
        const char kept = text[place];
        dolen_rules *read = NULL;
        text[place] = (char)('!' + dice_below(&d, 90));
        const dolen_status status = facts_rules_with("purposes.rules", text, &read, problems);
        DOLEN_OWN(dolen_rules, rules) = read;
        assert_int_equal(status == DOLEN_OK, rules != NULL);
        refused += status != DOLEN_OK;
        if (rules && text[place] != kept)
            assert_false(dolen_digest_same(digest, dolen_rules_digest(rules)));
        text[place] = kept;
    }
    assert_true(refused * 10 > SETS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ig_02_nobody_sees_by_default),
        cmocka_unit_test(ig_02_a_forgotten_role_is_noticed),
        cmocka_unit_test(ig_17_no_purpose_sees_a_code_that_it_does_not_name),
        cmocka_unit_test(ig_17_a_forgotten_name_class_or_exclusion_is_noticed),
        cmocka_unit_test(ig_02_an_answer_never_exceeds_the_granted_level),
        cmocka_unit_test(ig_02_a_level_granted_in_full_is_noticed),
        cmocka_unit_test(ig_04_without_an_agreement_in_force_nothing_is_disclosed),
        cmocka_unit_test(ig_04_a_forgotten_agreement_or_review_is_noticed),
        cmocka_unit_test(ig_21_no_match_shows_more_than_its_band),
        cmocka_unit_test(ig_21_a_forgotten_band_is_noticed),
        cmocka_unit_test(ig_16_nothing_protected_is_ever_shown_by_address),
        cmocka_unit_test(ig_16_a_forgotten_address_or_code_is_noticed),
        cmocka_unit_test(ig_15_a_protected_record_opens_for_its_override_alone),
        cmocka_unit_test(ig_15_a_forgotten_protection_is_noticed),
        cmocka_unit_test(ig_02_a_stricter_set_never_discloses_more),
        cmocka_unit_test(ig_02_a_set_that_forgets_its_new_exclusion_is_noticed),
        cmocka_unit_test(ig_04_rules_that_cannot_be_read_disclose_nothing),
    };
    return cmocka_run_group_tests_name("properties", tests, NULL, NULL);
}
