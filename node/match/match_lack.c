#include "node/match/match_lack.h"

static const struct {
    const char *name;
    const char *words;
} lacks[] = {
    [DOLEN_MATCH_LACKS_NOTHING] = {"none", ""},
    [DOLEN_MATCH_LACKS_LETTERS] = {"no-letters", "no name in Latin letters was given: names in other scripts are not "
                                                 "transliterated, give them as the person's papers spell them"},
    [DOLEN_MATCH_LACKS_NAME] = {"no-name", "what was given as a name only says that none is known"},
    [DOLEN_MATCH_LACKS_FIELDS] = {"too-little", "a name wants a date of birth or a postcode with it"},
    [DOLEN_MATCH_LACKS_NUMBERS] = {"no-number", "an address without UPRN wants a house number or name"},
    [DOLEN_MATCH_LACKS_POSTCODE] = {"no-postcode", "an address without UPRN wants a postcode"},
};

const char *dolen_match_lack_name(dolen_match_lack lack)
{
    return (size_t)lack < sizeof lacks / sizeof *lacks ? lacks[lack].name : "unknown";
}

const char *dolen_match_lack_words(dolen_match_lack lack)
{
    return (size_t)lack < sizeof lacks / sizeof *lacks ? lacks[lack].words : "";
}
