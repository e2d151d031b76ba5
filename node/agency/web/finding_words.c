#include "node/agency/web/finding_words.h"

#include "node/agency/oversight/unusual_use.h"

_Static_assert((int)DOLEN_FINDING_WORDS_VALUE >= (int)DOLEN_UNUSUAL_FIGURE_TEXT, "a figure's value has room");

dolen_both dolen_finding_words_kind(int16_t kind)
{
    if (!dolen_unusual_use_is_kind(kind))
        return (dolen_both){NULL, NULL};
    const dolen_unusual_words words = dolen_unusual_use_kind_words((dolen_unusual_kind)kind);
    return (dolen_both){words.en, words.cy};
}

dolen_both dolen_finding_words_figure(dolen_finding_figure figure, char out[DOLEN_FINDING_WORDS_VALUE])
{
    out[0] = '\0';
    if (!dolen_unusual_use_is_figure(figure.figure))
        return (dolen_both){NULL, NULL};
    const dolen_unusual_words words = dolen_unusual_use_figure_words((dolen_unusual_figure)figure.figure);
    dolen_unusual_use_figure_text(figure, out);
    return (dolen_both){words.en, words.cy};
}
