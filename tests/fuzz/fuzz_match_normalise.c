/* Any bytes as a field: folding gives printable ASCII and its one mark; names give short words of a to z, and the same
 * ones when normalised again. */
#include <string.h>

#include "node/base/status.h"
#include "node/match/normalise.h"
#include "node/match/phonetic.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIELD = 5000, SPACED = DOLEN_NORMAL_WORDS * DOLEN_NORMAL_WORD };

static void check_fold(const char *text)
{
    char folded[DOLEN_NORMAL_FOLDED];
    const size_t size = dolen_normalise_fold(text, folded);

    DOLEN_MUST(size == strlen(folded) && size < DOLEN_NORMAL_FOLDED);
    for (const char *at = folded; *at; at++)
        DOLEN_MUST(*at == '\n' || *at == DOLEN_NORMAL_FOREIGN ||
                   (*at >= ' ' && *at < 0x7F && (*at < 'A' || *at > 'Z')));
}

static void check_words(const dolen_normal_words *words)
{
    char code[DOLEN_PHONETIC_SIZE];

    DOLEN_MUST(words->count <= DOLEN_NORMAL_WORDS);
    for (size_t i = 0; i < words->count; i++) {
        const size_t size = strlen(words->text[i]);
        DOLEN_MUST(size > 0 && size < DOLEN_NORMAL_WORD);
        DOLEN_MUST(strspn(words->text[i], "abcdefghijklmnopqrstuvwxyz") == size);
        dolen_phonetic_code(words->text[i], size, code);
        DOLEN_MUST(strlen(code) < DOLEN_PHONETIC_SIZE);
    }
}

static void check_again(const dolen_normal_name *once)
{
    char forenames[SPACED + 1] = "";
    dolen_normal_name twice;

    for (size_t i = 0; i < once->forenames.count; i++) {
        strcat(forenames, i ? " " : "");
        strcat(forenames, once->forenames.text[i]);
    }
    dolen_normalise_name(forenames, "jones", "", &twice);
    DOLEN_MUST(once->forenames.count == twice.forenames.count);
    for (size_t i = 0; i < once->forenames.count; i++)
        DOLEN_MUST(strcmp(once->forenames.text[i], twice.forenames.text[i]) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[FIELD + 1];
    dolen_normal_name name;
    dolen_normal_steps steps;

    size = size < FIELD ? size : FIELD;
    memcpy(text, data, size);
    text[size] = '\0';
    check_fold(text);
    dolen_normalise_name_in_steps(text, text, text, &name, &steps);
    DOLEN_MUST(steps.count <= DOLEN_NORMAL_STEPS);
    check_words(&name.forenames);
    check_words(&name.surnames);
    check_words(&name.former);
    dolen_normalise_name(text, "jones", "", &name);
    check_words(&name.forenames);
    check_again(&name);
    dolen_normalise_name(text, "", "", &name);
    check_words(&name.surnames);
    return 0;
}
