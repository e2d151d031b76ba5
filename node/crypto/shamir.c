#include "node/crypto/shamir.h"

#include <string.h>

#include "node/base/memory.h"

dolen_status dolen_holder_set_make(const uint8_t *numbers, size_t count, dolen_holder_set *out, dolen_err *err)
{
    dolen_holder_set set = {.count = 0};
    bool present[DOLEN_HOLDERS + 1] = {false};

    *out = set;
    if (count < 1 || count > DOLEN_HOLDERS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "a set of holders has 1 to 5 numbers");
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] < 1 || numbers[i] > DOLEN_HOLDERS || present[numbers[i]])
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "a holder's number is out of range or given twice");
        present[numbers[i]] = true;
    }
    for (uint8_t number = 1; number <= DOLEN_HOLDERS; number++)
        if (present[number])
            set.numbers[set.count++] = number;
    *out = set;
    return DOLEN_OK;
}

bool dolen_holder_set_has(const dolen_holder_set *set, uint8_t number)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->numbers[i] == number)
            return true;
    return false;
}

bool dolen_holder_set_same(const dolen_holder_set *a, const dolen_holder_set *b)
{
    return a->count == b->count && memcmp(a->numbers, b->numbers, a->count) == 0;
}

size_t dolen_holder_set_all(uint8_t holders, uint8_t count, dolen_holder_set out[10])
{
    size_t found = 0;

    DOLEN_MUST(holders <= DOLEN_HOLDERS);
    for (unsigned int mask = 1; mask < 1U << holders; mask++) {
        dolen_holder_set set = {.count = 0};
        for (uint8_t number = 1; number <= holders; number++)
            if (mask & 1U << (number - 1))
                set.numbers[set.count++] = number;
        if (set.count == count)
            out[found++] = set;
    }
    return found;
}

dolen_scalar dolen_shamir_coefficient(const dolen_holder_set *set, uint8_t number)
{
    const dolen_scalar own = dolen_scalar_of(number);
    dolen_scalar above = dolen_scalar_of(1);
    dolen_scalar below = dolen_scalar_of(1);
    dolen_scalar inverse;

    DOLEN_MUST(dolen_holder_set_has(set, number));
    for (size_t i = 0; i < set->count; i++) {
        if (set->numbers[i] == number)
            continue;
        const dolen_scalar other = dolen_scalar_of(set->numbers[i]);
        const dolen_scalar distance = dolen_scalar_subtract(&other, &own);
        above = dolen_scalar_multiply(&above, &other);
        below = dolen_scalar_multiply(&below, &distance);
    }
    dolen_scalar_invert(&below, &inverse, 1);
    return dolen_scalar_multiply(&above, &inverse);
}

static dolen_status check_plan(dolen_shamir_plan plan, dolen_err *err)
{
    if (plan.threshold < DOLEN_THRESHOLD_MIN || plan.threshold > DOLEN_THRESHOLD_MAX)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the threshold is 2 or 3");
    if (plan.holders < plan.threshold || plan.holders > DOLEN_HOLDERS)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "there are at least as many holders as the threshold, and at most 5");
    return DOLEN_OK;
}

/* The polynomial's value at `number`, by Horner's rule. */
static dolen_scalar value_at(const dolen_scalar *coefficients, uint8_t threshold, uint8_t number)
{
    const dolen_scalar x = dolen_scalar_of(number);
    dolen_scalar value = coefficients[threshold - 1];

    for (size_t i = threshold - 1U; i-- > 0;) {
        value = dolen_scalar_multiply(&value, &x);
        value = dolen_scalar_add(&value, &coefficients[i]);
    }
    return value;
}

static dolen_secret *share_out(const dolen_scalar *coefficients, dolen_shamir_plan plan)
{
    dolen_secret *shares = dolen_secret_new((size_t)plan.holders * DOLEN_SCALAR_SIZE);

    for (uint8_t number = 1; number <= plan.holders; number++) {
        dolen_scalar value = value_at(coefficients, plan.threshold, number);
        memcpy(dolen_secret_fill(shares) + (size_t)(number - 1) * DOLEN_SCALAR_SIZE, value.bytes, DOLEN_SCALAR_SIZE);
        dolen_memory_wipe(&value, sizeof value);
    }
    return shares;
}

static dolen_scalar *scalars_in(dolen_secret *secret)
{
    return (dolen_scalar *)dolen_secret_fill(secret);
}

dolen_status dolen_shamir_split(const dolen_secret *key, dolen_shamir_plan plan, dolen_secret **shares,
                                dolen_element commitments[DOLEN_THRESHOLD_MAX], dolen_err *err)
{
    DOLEN_OWN(dolen_secret, polynomial) = dolen_secret_new(DOLEN_THRESHOLD_MAX * DOLEN_SCALAR_SIZE);
    dolen_scalar *coefficients = scalars_in(polynomial);

    *shares = NULL;
    DOLEN_TRY(check_plan(plan, err));
    if (dolen_scalar_read(dolen_secret_view(key), &coefficients[0], NULL) != DOLEN_OK ||
        dolen_scalar_is_zero(&coefficients[0]))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the key is no scalar, or 0");
    dolen_scalar_random(coefficients + 1, plan.threshold - 1U);
    for (size_t i = 0; commitments && i < plan.threshold; i++)
        DOLEN_TRY(dolen_element_of_scalar(&coefficients[i], &commitments[i], err));
    *shares = share_out(coefficients, plan);
    return DOLEN_OK;
}

dolen_status dolen_shamir_check_share(const uint8_t share[DOLEN_SCALAR_SIZE], uint8_t number,
                                      const dolen_element *commitments, uint8_t threshold, dolen_err *err)
{
    const dolen_scalar x = dolen_scalar_of(number);
    DOLEN_OWN(dolen_secret, copy) = dolen_secret_new(DOLEN_SCALAR_SIZE);
    dolen_element expected = commitments[threshold - 1];
    dolen_element actual;

    if (number < 1 || number > DOLEN_HOLDERS)
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "a share's number is out of range");
    for (size_t i = threshold - 1U; i-- > 0;) {
        DOLEN_TRY(dolen_element_multiply(&x, &expected, &expected, err));
        DOLEN_TRY(dolen_element_add(&expected, &commitments[i], &expected, err));
    }
    DOLEN_TRY(dolen_scalar_read(dolen_bytes_of(share, DOLEN_SCALAR_SIZE), scalars_in(copy), err));
    DOLEN_TRY(dolen_element_of_scalar(scalars_in(copy), &actual, err));
    if (!dolen_element_same(&expected, &actual))
        return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the share is not the one committed to");
    return DOLEN_OK;
}

dolen_status dolen_shamir_offsets(dolen_shamir_plan plan, dolen_secret **offsets, dolen_err *err)
{
    DOLEN_OWN(dolen_secret, polynomial) = dolen_secret_new(DOLEN_THRESHOLD_MAX * DOLEN_SCALAR_SIZE);

    *offsets = NULL;
    DOLEN_TRY(check_plan(plan, err));
    dolen_scalar_random(scalars_in(polynomial) + 1, plan.threshold - 1U);
    *offsets = share_out(scalars_in(polynomial), plan);
    return DOLEN_OK;
}

dolen_status dolen_shamir_apply(dolen_secret *share, const dolen_secret *offset, dolen_err *err)
{
    DOLEN_OWN(dolen_secret, both) = dolen_secret_new(2 * DOLEN_SCALAR_SIZE);
    dolen_scalar *scalars = scalars_in(both);

    DOLEN_TRY(dolen_scalar_read(dolen_secret_view(share), &scalars[0], err));
    DOLEN_TRY(dolen_scalar_read(dolen_secret_view(offset), &scalars[1], err));
    *scalars_in(share) = dolen_scalar_add(&scalars[0], &scalars[1]);
    return DOLEN_OK;
}

static dolen_status interpolate(const dolen_joint_key *key, const dolen_holder_set *set, dolen_element *out,
                                dolen_err *err)
{
    for (size_t i = 0; i < set->count; i++) {
        const dolen_scalar coefficient = dolen_shamir_coefficient(set, set->numbers[i]);
        dolen_element part;
        DOLEN_TRY(dolen_element_multiply(&coefficient, &key->shares[set->numbers[i] - 1], &part, err));
        if (i)
            DOLEN_TRY(dolen_element_add(out, &part, out, err));
        else
            *out = part;
    }
    return DOLEN_OK;
}

dolen_status dolen_joint_key_fill(dolen_joint_key *key, const dolen_secret *shares, dolen_err *err)
{
    const dolen_shamir_plan plan = {.threshold = key->threshold, .holders = key->holders};
    dolen_holder_set sets[10];

    DOLEN_TRY(check_plan(plan, err));
    if (dolen_secret_size(shares) != (size_t)plan.holders * DOLEN_SCALAR_SIZE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the shares of all holders are needed");
    const dolen_scalar *values = (const dolen_scalar *)dolen_secret_bytes(shares);
    memset(key->shares, 0, sizeof key->shares);
    for (size_t i = 0; i < plan.holders; i++)
        DOLEN_TRY(dolen_element_of_scalar(&values[i], &key->shares[i], err));
    dolen_holder_set_all(plan.holders, plan.threshold, sets);
    DOLEN_TRY(interpolate(key, &sets[0], &key->joint, err));
    return dolen_joint_key_check(key, err);
}

dolen_status dolen_joint_key_refresh(dolen_joint_key *key, const dolen_secret *offsets, dolen_err *err)
{
    dolen_joint_key fresh = *key;

    if (dolen_secret_size(offsets) != (size_t)key->holders * DOLEN_SCALAR_SIZE)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the offsets of all holders are needed");
    const dolen_scalar *values = (const dolen_scalar *)dolen_secret_bytes(offsets);
    for (size_t i = 0; i < key->holders; i++) {
        dolen_element offset;
        DOLEN_TRY(dolen_element_of_scalar(&values[i], &offset, err));
        DOLEN_TRY(dolen_element_add(&fresh.shares[i], &offset, &fresh.shares[i], err));
    }
    if (dolen_joint_key_check(&fresh, NULL) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the offsets are no sharing of 0 for this key");
    *key = fresh;
    return DOLEN_OK;
}

dolen_status dolen_joint_key_check(const dolen_joint_key *key, dolen_err *err)
{
    const dolen_shamir_plan plan = {.threshold = key->threshold, .holders = key->holders};
    dolen_holder_set sets[10];
    dolen_element element;

    DOLEN_TRY(check_plan(plan, err));
    if (key->epoch < 1)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "epochs are numbered from 1");
    DOLEN_TRY(dolen_element_read(dolen_bytes_of(key->joint.bytes, DOLEN_ELEMENT_SIZE), &element, err));
    for (size_t i = 0; i < plan.holders; i++)
        DOLEN_TRY(dolen_element_read(dolen_bytes_of(key->shares[i].bytes, DOLEN_ELEMENT_SIZE), &element, err));
    const size_t count = dolen_holder_set_all(plan.holders, plan.threshold, sets);
    for (size_t i = 0; i < count; i++) {
        DOLEN_TRY(interpolate(key, &sets[i], &element, err));
        if (!dolen_element_same(&element, &key->joint))
            return DOLEN_FAIL(err, DOLEN_E_CRYPTO, "the holders' public shares do not make up the joint key");
    }
    return DOLEN_OK;
}
