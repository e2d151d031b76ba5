#include "tests/bench/linkage_source/report.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/linkage_source/evidence.h"

static double part(uint64_t count, uint64_t of)
{
    return of ? (double)count / (double)of : 0;
}

static double keys_a_record(const linkage_people *people)
{
    return part(people->key_count, people->count);
}

/* Of one query in two being unknown: what share gets a wrong record. Without unknown ones, the withheld stand in. */
double linkage_report_mistaken(const linkage_report *report, size_t band)
{
    const linkage_pseudonymous *run = &report->pseudonymous;
    const linkage_release *known = &run->released[LINKAGE_KNOWN][band];
    const linkage_release *asked = &run->released[LINKAGE_UNKNOWN][band];
    const linkage_release *unknown = asked->queries ? asked : &run->released[LINKAGE_WITHHELD][band];

    return (part(known->mistaken, known->queries) + part(unknown->mistaken, unknown->queries)) / 2;
}

/* As the product pads: to 8, 16 or 24. */
static double padded_a_record(const linkage_people *people)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < people->count; i++)
        sum += (uint64_t)(people->items[i].key_count + 7) / 8 * 8;
    return part(sum, people->count);
}

static json_t *release_json(const linkage_release *release)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:f}", "queries", (json_int_t)release->queries, "right_pairs",
                     (json_int_t)release->right_pairs, "wrong_pairs", (json_int_t)release->wrong_pairs, "mistaken",
                     (json_int_t)release->mistaken, "mistaken_household", (json_int_t)release->household,
                     "mistaken_twin", (json_int_t)release->twins, "mistaken_rate",
                     part(release->mistaken, release->queries));
}

static json_t *band_json(const linkage_report *report, size_t band)
{
    const linkage_pseudonymous *run = &report->pseudonymous;
    const linkage_release *known = &run->released[LINKAGE_KNOWN][band];
    const linkage_release *unknown = &run->released[LINKAGE_UNKNOWN][band];
    const uint64_t wrong = known->wrong_pairs + unknown->wrong_pairs;

    return json_pack(
        "{s:f, s:f, s:f, s:f, s:f, s:o, s:o, s:o}", "precision", part(known->right_pairs, known->right_pairs + wrong),
        "recall", part(known->right_pairs, report->truth.pairs), "known_found", part(known->found, known->queries),
        "misidentified", part(known->mistaken + unknown->mistaken, known->queries + unknown->queries),
        "misidentified_half_unknown", linkage_report_mistaken(report, band), "known", release_json(known), "unknown",
        release_json(unknown), "withheld", release_json(&run->released[LINKAGE_WITHHELD][band]));
}

static json_t *kinds_json(const linkage_report *report)
{
    json_t *kinds = json_object();

    for (int kind = 1; kind < DOLEN_KEY_KINDS; kind++)
        if (report->pseudonymous.issued[kind])
            json_object_set_new(kinds, dolen_key_kind_name((dolen_key_kind)kind),
                                json_pack("{s:f, s:i}", "per_record",
                                          part(report->pseudonymous.issued[kind], report->index.count), "commonest",
                                          (int)report->pseudonymous.commonest[kind]));
    return kinds;
}

static json_t *levels_json(const linkage_pseudonymous *run, linkage_relation relation)
{
    static const char *const fields[LINKAGE_FIELDS] = {"forename", "surname", "born", "place", "sex", "middle"};
    json_t *out = json_object();

    for (size_t i = 0; i < LINKAGE_FIELDS; i++) {
        const uint64_t *of = run->levels[relation][i];
        json_object_set_new(out, fields[i],
                            json_pack("[I, I, I, I, I, I]", (json_int_t)of[0], (json_int_t)of[1], (json_int_t)of[2],
                                      (json_int_t)of[3], (json_int_t)of[4], (json_int_t)of[5]));
    }
    return out;
}

static json_t *pseudonymous_json(linkage_report *report)
{
    linkage_pseudonymous *run = &report->pseudonymous;
    const uint64_t pairs = report->truth.pairs;
    const size_t records = report->index.count + report->queries.count;

    return json_pack(
        "{s:f, s:f, s:f, s:f, s:f, s:f, s:o, s:o, s:o, s:f, s:f, s:{s:o, s:o, s:o}}", "pseudonyms_per_record",
        keys_a_record(&report->index), "padded_per_record", padded_a_record(&report->index), "pseudonyms_per_query",
        keys_a_record(&report->queries), "coverage", part(run->curve.reached, pairs), "recall_at_99",
        linkage_curve_recall(&run->curve, .99, pairs), "recall_at_995", linkage_curve_recall(&run->curve, .995, pairs),
        "confirmed", band_json(report, 0), "probable", band_json(report, 1), "kinds", kinds_json(report),
        "records_per_second", (double)records / (report->index.key_seconds + report->queries.key_seconds + 1e-9),
        "queries_per_second", (double)report->queries.count / (run->seconds + 1e-9), "levels", "same",
        levels_json(run, LINKAGE_SAME), "cohabitant", levels_json(run, LINKAGE_COHABITANT), "stranger",
        levels_json(run, LINKAGE_STRANGER));
}

static size_t best_variant(linkage_plaintext *run, uint64_t pairs)
{
    size_t best = 0;

    for (size_t i = 1; i < LINKAGE_VARIANTS; i++)
        if (linkage_curve_recall(&run->curves[i], .99, pairs) > linkage_curve_recall(&run->curves[best], .99, pairs))
            best = i;
    return best;
}

static json_t *variant_json(linkage_report *report, size_t variant)
{
    linkage_plaintext *run = &report->plaintext;
    const uint64_t pairs = report->truth.pairs;

    return json_pack("{s:f, s:f, s:f, s:f}", "recall_at_99", linkage_curve_recall(&run->curves[variant], .99, pairs),
                     "recall_at_995", linkage_curve_recall(&run->curves[variant], .995, pairs), "unknown_hit_at_90",
                     part(run->unknown_hit[variant], report->truth.unknown), "misidentified_at_99",
                     part(run->wrong_confirmed[variant], report->queries.count));
}

static json_t *plaintext_json(linkage_report *report)
{
    linkage_plaintext *run = &report->plaintext;
    const size_t best = best_variant(run, report->truth.pairs);
    json_t *variants = json_object();

    for (size_t i = 0; i < LINKAGE_VARIANTS; i++)
        json_object_set_new(variants, linkage_variant_names[i], variant_json(report, i));
    json_t *out = variant_json(report, best);
    json_object_set_new(out, "best", json_string(linkage_variant_names[best]));
    json_object_set_new(out, "variants", variants);
    json_object_set_new(out, "coverage", json_real(part(run->curves[best].reached, report->truth.pairs)));
    json_object_set_new(out, "comparisons", json_integer((json_int_t)run->comparisons));
    json_object_set_new(out, "seconds", json_real(run->seconds));
    return out;
}

static double ratio_of(const json_t *out, const char *name)
{
    const double ours = json_number_value(json_object_get(json_object_get(out, "pseudonymous"), name));
    const double theirs = json_number_value(json_object_get(json_object_get(out, "plaintext"), name));

    return theirs > 0 ? ours / theirs : 0;
}

static json_t *report_json(linkage_report *report)
{
    json_t *out = json_pack("{s:s, s:s, s:{s:I, s:I, s:I, s:I, s:I}, s:o}", "index", report->request->index, "query",
                            report->request->query, "rows", "index", (json_int_t)report->index.count, "queries",
                            (json_int_t)report->queries.count, "known", (json_int_t)report->truth.known, "unknown",
                            (json_int_t)report->truth.unknown, "true_pairs", (json_int_t)report->truth.pairs,
                            "pseudonymous", pseudonymous_json(report));

    if (report->request->has_plaintext) {
        json_object_set_new(out, "plaintext", plaintext_json(report));
        json_object_set_new(out, "ratio_at_99", json_real(ratio_of(out, "recall_at_99")));
        json_object_set_new(out, "ratio_at_995", json_real(ratio_of(out, "recall_at_995")));
    }
    return out;
}

static void print_row(const char *path, const json_t *row)
{
    printf("%-60s", path);
    for (size_t i = 0; i < json_array_size(row); i++)
        printf(" %lld", (long long)json_integer_value(json_array_get(row, i)));
    putchar('\n');
}

/* One line for each figure: "pseudonymous.confirmed.recall 0.97". */
static void print_lines(const char *prefix, json_t *value)
{
    const char *name;
    json_t *item;
    char path[256];

    json_object_foreach(value, name, item)
    {
        snprintf(path, sizeof path, "%s%s%s", prefix, *prefix ? "." : "", name);
        if (json_is_object(item))
            print_lines(path, item);
        else if (json_is_string(item))
            printf("%-60s %s\n", path, json_string_value(item));
        else if (json_is_integer(item))
            printf("%-60s %lld\n", path, (long long)json_integer_value(item));
        else if (json_is_array(item))
            print_row(path, item);
        else
            printf("%-60s %.5g\n", path, json_real_value(item));
    }
}

static int evidence_bits(const void *context, const linkage_person *query, bool surname, uint8_t level)
{
    return linkage_evidence_bits(context, query, surname, level);
}

static void measure(linkage_report *report, const linkage_vocabulary *vocabulary)
{
    linkage_options options = report->request->options;
    linkage_evidence *evidence = NULL;

    linkage_truth_start(&report->truth, &report->index, &report->queries, vocabulary->truths.count);
    if (report->request->has_evidence) {
        evidence = linkage_evidence_new(vocabulary, &report->queries);
        options.evidence = evidence_bits;
        options.evidence_context = evidence;
    }
    linkage_pseudonymous_run(&report->index, &report->queries, &report->truth, &options, &report->pseudonymous);
    linkage_evidence_free(evidence);
    if (report->request->has_plaintext)
        linkage_plaintext_run(&report->index, &report->queries, &report->truth, vocabulary, &report->plaintext);
}

dolen_status linkage_report_make(const linkage_request *request, linkage_report *out, dolen_err *err)
{
    linkage_vocabulary vocabulary;

    *out = (linkage_report){.request = request};
    linkage_vocabulary_start(&vocabulary);
    vocabulary.kept_kinds = request->kept_kinds;
    dolen_status status = linkage_people_read(request->index, &vocabulary, &out->index, err);
    if (status == DOLEN_OK)
        status = linkage_people_read(request->query, &vocabulary, &out->queries, err);
    if (status == DOLEN_OK && request->relations)
        status = linkage_people_relate(request->relations, &vocabulary, &out->index, &out->queries, err);
    if (status == DOLEN_OK)
        measure(out, &vocabulary);
    linkage_vocabulary_end(&vocabulary);
    return status;
}

double linkage_report_recall(linkage_report *report)
{
    return linkage_curve_recall(&report->pseudonymous.curve, .99, report->truth.pairs);
}

double linkage_report_plaintext_recall(linkage_report *report)
{
    linkage_plaintext *run = &report->plaintext;

    return linkage_curve_recall(&run->curves[best_variant(run, report->truth.pairs)], .99, report->truth.pairs);
}

void linkage_report_print(linkage_report *report, bool json)
{
    json_t *out = report_json(report);

    if (json) {
        json_dumpf(out, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
        putchar('\n');
    } else {
        print_lines("", out);
    }
    json_decref(out);
}

void linkage_report_end(linkage_report *report)
{
    linkage_people_end(&report->index);
    linkage_people_end(&report->queries);
    linkage_truth_end(&report->truth);
    linkage_curve_end(&report->pseudonymous.curve);
    for (size_t i = 0; i < LINKAGE_VARIANTS; i++)
        linkage_curve_end(&report->plaintext.curves[i]);
}
