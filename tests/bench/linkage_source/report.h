/**
 * What a run of the linkage benchmark says, for people and as JSON.
 *
 * Owns: a report owns its people and curves. Threads: one.
 */
#ifndef TESTS_BENCH_LINKAGE_SOURCE_REPORT_H
#define TESTS_BENCH_LINKAGE_SOURCE_REPORT_H

#include "tests/bench/linkage_source/plaintext.h"
#include "tests/bench/linkage_source/pseudonymous.h"

/** What is to be measured. */
typedef struct linkage_request {
    const char *index;
    const char *query;
    const char *relations; /**< NULL: none */
    uint64_t kept_kinds;   /**< kinds of key that are issued, as bits */
    bool has_plaintext;    /**< measure the baseline too */
    bool has_evidence;     /**< the experiment of evidence.h: for ranking, not for the bands */
    linkage_options options;
} linkage_request;

typedef struct linkage_report {
    const linkage_request *request;
    linkage_people index;
    linkage_people queries;
    linkage_truth truth;
    linkage_pseudonymous pseudonymous;
    linkage_plaintext plaintext;
} linkage_report;

/** Read both files and measure. Free what is in `*out` in any case; `request` must outlive it. */
DOLEN_CHECKED dolen_status linkage_report_make(const linkage_request *request, linkage_report *out, dolen_err *err);

/** The product's recall at 99 % precision. */
double linkage_report_recall(linkage_report *report);

/** The best variant's recall at 99 % precision; 0 if the baseline was not measured. */
double linkage_report_plaintext_recall(linkage_report *report);

/** Which share of queries gets a wrong record at this band (0 confirmed, 1 probable), half of them being unknown. */
double linkage_report_mistaken(const linkage_report *report, size_t band);

/** Print it to standard output: as JSON, or as lines of a name and figures. */
void linkage_report_print(linkage_report *report, bool json);

/** Free what it owns. */
void linkage_report_end(linkage_report *report);

#endif
