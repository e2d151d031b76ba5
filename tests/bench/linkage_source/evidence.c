#include "tests/bench/linkage_source/evidence.h"

#include <math.h>
#include <stdlib.h>

#include "node/base/memory.h"
#include "tests/bench/linkage_source/plaintext_internal.h"

struct linkage_evidence {
    frequencies names;
};

/* What the fixed table assumes for levels 0 to 4 (matching.md, "Score"). */
static const double assumed[2][LEVELS] = {{1, .069, .0104, .0131, .0062}, {1, .066, .0037, .0027, .0011}};

linkage_evidence *linkage_evidence_new(const linkage_vocabulary *vocabulary, const linkage_people *people)
{
    static const linkage_people nobody = {0};
    linkage_evidence *evidence = dolen_memory_make(1, sizeof *evidence);

    linkage_frequencies_start(&evidence->names, vocabulary, people, &nobody);
    return evidence;
}

void linkage_evidence_free(linkage_evidence *evidence)
{
    if (!evidence)
        return;
    linkage_frequencies_end(&evidence->names);
    free(evidence);
}

int linkage_evidence_bits(const linkage_evidence *evidence, const linkage_person *query, bool surname, uint8_t level)
{
    chances of;

    linkage_frequencies_chances(&evidence->names, query, &of);
    const double bits = round(log2(assumed[surname][level] / of.of[surname ? SURNAME_FIELD : FORENAME][level]));
    return (int)fmax(fmin(bits, LINKAGE_EVIDENCE_MOST), -LINKAGE_EVIDENCE_MOST);
}
