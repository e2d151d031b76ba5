#include "node/model/subject.h"

#include <string.h>

static const char *const kind_names[DOLEN_KEY_KINDS] = {
    [DOLEN_KEY_K02] = "K02", [DOLEN_KEY_K04] = "K04", [DOLEN_KEY_K05] = "K05", [DOLEN_KEY_K07] = "K07",
    [DOLEN_KEY_K09] = "K09", [DOLEN_KEY_K11] = "K11", [DOLEN_KEY_K12] = "K12", [DOLEN_KEY_K15] = "K15",
    [DOLEN_KEY_K16] = "K16", [DOLEN_KEY_K18] = "K18", [DOLEN_KEY_K19] = "K19", [DOLEN_KEY_K20] = "K20",
    [DOLEN_KEY_K22] = "K22", [DOLEN_KEY_K23] = "K23", [DOLEN_KEY_K24] = "K24", [DOLEN_KEY_K25] = "K25",
    [DOLEN_KEY_K26] = "K26", [DOLEN_KEY_A1] = "A1",   [DOLEN_KEY_A2] = "A2",   [DOLEN_KEY_A3] = "A3",
};

bool dolen_key_kind_is_known(int number)
{
    return number > 0 && number < DOLEN_KEY_KINDS && kind_names[number];
}

const char *dolen_key_kind_name(dolen_key_kind kind)
{
    return dolen_key_kind_is_known((int)kind) ? kind_names[kind] : "?";
}

dolen_subject dolen_key_kind_subject(dolen_key_kind kind)
{
    if (!dolen_key_kind_is_known((int)kind))
        return DOLEN_SUBJECT_NONE;
    return kind >= DOLEN_KEY_A1 ? DOLEN_SUBJECT_ADDRESS : DOLEN_SUBJECT_PERSON;
}

int dolen_token_compare(const void *a, const void *b)
{
    const dolen_token *left = a;
    const dolen_token *right = b;

    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    return memcmp(left->pseudonym.bytes, right->pseudonym.bytes, DOLEN_PSEUDONYM_SIZE);
}
