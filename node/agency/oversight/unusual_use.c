#include "node/agency/oversight/unusual_use.h"

#include <inttypes.h>
#include <stdio.h>

typedef enum unit { COUNT, TENTHS, THOUSANDTHS, OF_100000, HOUR } unit;

static const dolen_unusual_words kinds[DOLEN_UNUSUAL_KINDS] = {
    [DOLEN_UNUSUAL_OWN_SURNAME] = {"own-surname", "People with the member of staff's own surname were searched",
                                   "Chwiliwyd am bobl â chyfenw'r aelod o staff"},
    [DOLEN_UNUSUAL_OWN_ADDRESS] = {"own-address", "The member of staff's own home was searched",
                                   "Chwiliwyd am gartref yr aelod o staff"},
    [DOLEN_UNUSUAL_MANY] = {"many-in-a-day", "Far more was searched in a day than is usual for this member of staff",
                            "Chwiliwyd am lawer mwy mewn diwrnod nag sy'n arferol i'r aelod hwn o staff"},
    [DOLEN_UNUSUAL_HOUR] = {"at-night", "Searched at night, when neither they nor their team otherwise search",
                            "Chwiliwyd yn y nos, pan nad ydynt hwy na'u tîm yn chwilio fel arall"},
    [DOLEN_UNUSUAL_AGAIN] = {"again-and-again",
                             "The same person or address was searched again and again under the same case reference",
                             "Chwiliwyd am yr un person neu gyfeiriad dro ar ôl tro o dan yr un cyfeirnod achos"},
    [DOLEN_UNUSUAL_FAMILIES] = {"many-families", "Many different families were searched under one case reference",
                                "Chwiliwyd am lawer o deuluoedd gwahanol o dan un cyfeirnod achos"},
    [DOLEN_UNUSUAL_OTHER_TEAM] =
        {"other-team", "A case reference of another team was used, which no colleague of their team uses",
         "Defnyddiwyd cyfeirnod achos tîm arall, nad oes cydweithiwr o'u tîm yn ei ddefnyddio"},
};

static const struct {
    unit unit;
    dolen_unusual_words words;
} figures[DOLEN_UNUSUAL_FIGURES] = {
    [DOLEN_UNUSUAL_SEARCHES] = {COUNT, {"searches", "Searches", "Chwiliadau"}},
    [DOLEN_UNUSUAL_CASES] = {COUNT, {"cases", "Different case references", "Cyfeirnodau achos gwahanol"}},
    [DOLEN_UNUSUAL_SURNAME_SHARE] = {OF_100000,
                                     {"surname-share", "Colleagues' cases that have this surname",
                                      "Achosion cydweithwyr sydd â'r cyfenw hwn"}},
    [DOLEN_UNUSUAL_EXPECTED] = {THOUSANDTHS,
                                {"expected", "Cases of this surname to be expected by chance",
                                 "Achosion â'r cyfenw hwn i'w disgwyl trwy hap"}},
    [DOLEN_UNUSUAL_DAY_TARGETS] = {COUNT,
                                   {"day-targets", "People and addresses on that day",
                                    "Pobl a chyfeiriadau ar y diwrnod hwnnw"}},
    [DOLEN_UNUSUAL_USUAL] = {TENTHS, {"usual", "Usual for them in a day", "Arferol iddynt mewn diwrnod"}},
    [DOLEN_UNUSUAL_SPREAD] = {TENTHS,
                              {"spread", "Usual distance from that, up or down",
                               "Pellter arferol o hynny, i fyny neu i lawr"}},
    [DOLEN_UNUSUAL_PAST_DAYS] = {COUNT,
                                 {"past-days", "Their own earlier days compared",
                                  "Eu diwrnodau blaenorol a gymharwyd"}},
    [DOLEN_UNUSUAL_HOUR_OF_DAY] = {HOUR, {"hour", "Hour of the first search", "Awr y chwiliad cyntaf"}},
    [DOLEN_UNUSUAL_PAST_HOUR_DAYS] = {COUNT,
                                      {"past-hour-days", "Their earlier days with a search around that hour",
                                       "Eu diwrnodau blaenorol â chwiliad tua'r awr honno"}},
    [DOLEN_UNUSUAL_OCCASIONS] = {COUNT,
                                 {"occasions", "Times it was looked up, an hour or more apart",
                                  "Sawl tro y chwiliwyd, awr neu fwy ar wahân"}},
    [DOLEN_UNUSUAL_DAYS] = {COUNT, {"days", "Days", "Diwrnodau"}},
    [DOLEN_UNUSUAL_FAMILY_COUNT] = {COUNT,
                                    {"families", "Families (other surnames at other addresses)",
                                     "Teuluoedd (cyfenwau eraill mewn cyfeiriadau eraill)"}},
    [DOLEN_UNUSUAL_TARGETS] = {COUNT, {"targets", "Different people and addresses", "Pobl a chyfeiriadau gwahanol"}},
    [DOLEN_UNUSUAL_TEAM_CASES] = {COUNT,
                                  {"team-cases", "Other cases of that team that colleagues look up as well",
                                   "Achosion eraill y tîm hwnnw y mae cydweithwyr hefyd yn chwilio amdanynt"}},
    [DOLEN_UNUSUAL_LATER_FAMILIES] = {COUNT,
                                      {"later-families", "Of these first looked up after the first day",
                                       "O'r rhain y chwiliwyd amdanynt gyntaf ar ôl y diwrnod cyntaf"}},
    [DOLEN_UNUSUAL_OTHER_SEARCHES] = {COUNT,
                                      {"other-searches", "Searches of the other team under this reference",
                                       "Chwiliadau'r tîm arall o dan y cyfeirnod hwn"}},
    [DOLEN_UNUSUAL_OWN_POSTCODE] = {COUNT,
                                    {"own-postcode", "Of these in their own postcode",
                                     "O'r rhain yn eu cod post eu hunain"}},
};

dolen_unusual_thresholds dolen_unusual_use_defaults(void)
{
    return (dolen_unusual_thresholds){.surname_chance = 150,
                                      .own_address = true,
                                      .many_least = 30,
                                      .many_spreads = 8,
                                      .past_days = 8,
                                      .night_from = 22,
                                      .night_until = 6,
                                      .again_least = 6,
                                      .families_least = 7,
                                      .team_cases = 3};
}

bool dolen_unusual_use_is_kind(int64_t number)
{
    return number > DOLEN_UNUSUAL_NONE && number < DOLEN_UNUSUAL_KINDS;
}

bool dolen_unusual_use_is_figure(int64_t number)
{
    return number > DOLEN_UNUSUAL_NO_FIGURE && number < DOLEN_UNUSUAL_FIGURES;
}

dolen_unusual_words dolen_unusual_use_kind_words(dolen_unusual_kind kind)
{
    DOLEN_MUST(dolen_unusual_use_is_kind(kind));
    return kinds[kind];
}

dolen_unusual_words dolen_unusual_use_figure_words(dolen_unusual_figure figure)
{
    DOLEN_MUST(dolen_unusual_use_is_figure(figure));
    return figures[figure].words;
}

void dolen_unusual_use_figure_text(dolen_finding_figure figure, char out[DOLEN_UNUSUAL_FIGURE_TEXT])
{
    const int64_t value = figure.value;

    DOLEN_MUST(dolen_unusual_use_is_figure(figure.figure));
    switch (figures[figure.figure].unit) {
    case TENTHS:
        snprintf(out, DOLEN_UNUSUAL_FIGURE_TEXT, "%" PRId64 ".%" PRId64, value / 10, value % 10);
        return;
    case THOUSANDTHS:
        snprintf(out, DOLEN_UNUSUAL_FIGURE_TEXT, "%" PRId64 ".%03" PRId64, value / 1000, value % 1000);
        return;
    case OF_100000:
        snprintf(out, DOLEN_UNUSUAL_FIGURE_TEXT, "%" PRId64 ".%03" PRId64 " %%", value / 1000, value % 1000);
        return;
    case HOUR:
        snprintf(out, DOLEN_UNUSUAL_FIGURE_TEXT, "%02" PRId64 ":00 UTC", value);
        return;
    case COUNT:
        break;
    }
    snprintf(out, DOLEN_UNUSUAL_FIGURE_TEXT, "%" PRId64, value);
}
