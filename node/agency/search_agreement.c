#include "node/agency/search_agreement.h"

static const dolen_reason forename_reasons[] = {
    {0},
    {"forename-initial", "First letter of the first name agrees", "Mae llythyren gyntaf yr enw cyntaf yn cyfateb"},
    {"forename-part", "Part of the first name agrees", "Mae rhan o'r enw cyntaf yn cyfateb"},
    {"forename-alike", "First name sounds alike or is a short form",
     "Mae'r enw cyntaf yn swnio'n debyg neu'n ffurf fer"},
    {"forename-same", "First name is the same or nearly the same", "Mae'r enw cyntaf yr un fath neu bron yr un fath"},
};

static const dolen_reason surname_reasons[] = {
    {0},
    {"surname-initial", "First letter of the surname agrees", "Mae llythyren gyntaf y cyfenw yn cyfateb"},
    {"surname-part", "Part of the surname agrees", "Mae rhan o'r cyfenw yn cyfateb"},
    {"surname-alike", "Surname sounds alike, or one part or a former surname does",
     "Mae'r cyfenw, rhan ohono neu gyfenw blaenorol yn swnio'n debyg"},
    {"surname-same", "Surname is the same or nearly the same", "Mae'r cyfenw yr un fath neu bron yr un fath"},
};

static const dolen_reason born_reasons[] = {
    {0},
    {"born-year", "Year of birth agrees", "Mae'r flwyddyn geni yn cyfateb"},
    {"born-two-parts", "Two parts of the date of birth agree", "Mae dwy ran o'r dyddiad geni yn cyfateb"},
    {"born-swapped", "Date of birth agrees, day and month may be swapped",
     "Mae'r dyddiad geni yn cyfateb, ond gall y diwrnod a'r mis fod wedi'u cyfnewid"},
    {"born-same", "Date of birth is the same", "Mae'r dyddiad geni yr un fath"},
};

static const dolen_reason place_reasons[] = {
    {0},
    {"place-district", "Postcode district agrees", "Mae ardal y cod post yn cyfateb"},
    {"place-sector", "Most of the postcode agrees", "Mae'r rhan fwyaf o'r cod post yn cyfateb"},
    {"place-postcode", "Postcode is the same", "Mae'r cod post yr un fath"},
    {"place-address", "Address is the same", "Mae'r cyfeiriad yr un fath"},
};

static const dolen_reason number_reason = {"nhs-number-same", "NHS number is the same", "Mae'r rhif GIG yr un fath"};
static const dolen_reason middle_reason = {"middle-name-alike", "Middle name sounds alike",
                                           "Mae'r enw canol yn swnio'n debyg"};

static const dolen_reason sex_reason = {"sex-same", "Recorded sex is the same", "Mae'r rhyw a gofnodwyd yr un fath"};

static size_t add(dolen_reason *out, size_t count, const dolen_reason *table, size_t level)
{
    if (level == 0 || level > 4)
        return count;
    out[count] = table[level];
    return count + 1;
}

size_t dolen_search_agreement_reasons(const dolen_agreement *agreement, dolen_subject subject,
                                      dolen_reason out[DOLEN_AGREEMENT_REASONS])
{
    size_t count = 0;

    if (subject == DOLEN_SUBJECT_ADDRESS)
        return add(out, count, place_reasons, agreement->place);
    if (agreement->nhs_number)
        out[count++] = number_reason;
    count = add(out, count, forename_reasons, agreement->forename);
    if (agreement->middle)
        out[count++] = middle_reason;
    count = add(out, count, surname_reasons, agreement->surname);
    count = add(out, count, born_reasons, agreement->born);
    count = add(out, count, place_reasons, agreement->place);
    if (agreement->sex)
        out[count++] = sex_reason;
    return count;
}

dolen_reason dolen_search_agreement_advice(uint32_t bit)
{
    static const struct {
        uint32_t bit;
        dolen_reason reason;
    } advice[] = {
        {DOLEN_ADVICE_GIVE_BORN,
         {"give-born", "Search again with a date of birth if you have one",
          "Chwiliwch eto gyda dyddiad geni os oes gennych un"}},
        {DOLEN_ADVICE_GIVE_PLACE,
         {"give-postcode", "Search again with a postcode if you have one",
          "Chwiliwch eto gyda chod post os oes gennych un"}},
        {DOLEN_ADVICE_GIVE_NHS_NUMBER,
         {"give-nhs-number", "Search again with an NHS number if you have one",
          "Chwiliwch eto gyda rhif GIG os oes gennych un"}},
        {DOLEN_ADVICE_CHECK_IDENTITY,
         {"check-identity", "Probable match: check with the team that this is the same person before you act",
          "Cyfatebiad tebygol: gwiriwch gyda'r tîm mai'r un person yw hwn cyn gweithredu"}},
    };

    for (size_t i = 0; i < sizeof advice / sizeof *advice; i++)
        if (advice[i].bit == bit)
            return advice[i].reason;
    dolen_abort(__FILE__, __LINE__, "an advice bit without words");
}
