/**
 * What an examination found, as lines for a person or one JSON document.
 *
 * Owns: copies of `subject`; the other texts are literals. Threads: one at a time.
 */
#ifndef DOLEN_NODE_TOOLS_FINDINGS_H
#define DOLEN_NODE_TOOLS_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { DOLEN_FINDINGS_LIMIT = 128, DOLEN_FINDING_SUBJECT = 48 };

typedef enum dolen_finding_state {
    DOLEN_FINDING_FINE,
    DOLEN_FINDING_WARNING,
    DOLEN_FINDING_BROKEN,
} dolen_finding_state;

typedef struct dolen_finding {
    char subject[DOLEN_FINDING_SUBJECT]; /**< "tls.certificate", "holder KH1" */
    dolen_finding_state state;
    const char *what;
    const char *advice; /**< what to do; NULL when nothing */
    int64_t figure;     /**< shown with `unit` when that is not NULL */
    const char *unit;
} dolen_finding;

typedef struct dolen_findings {
    dolen_finding items[DOLEN_FINDINGS_LIMIT];
    size_t count;
} dolen_findings;

/** Add a finding about `first` or, when `second` is not NULL, "first second"; more than the limit are not kept. */
dolen_finding *dolen_findings_add(dolen_findings *findings, const char *first, const char *second,
                                  dolen_finding_state state, const char *what, const char *advice);

/** Is nothing broken? */
bool dolen_findings_is_sound(const dolen_findings *findings);

/** Print them: lines, or one JSON document. */
void dolen_findings_print(const dolen_findings *findings, bool json, FILE *out);

#endif
