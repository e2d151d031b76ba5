#include "deploy/region/chronicle.h"

#include <string.h>

enum {
    QUESTION_CHRONICLE = 32,
    QUESTION_CALLOUT = 40,
    QUESTION_INTERVIEW = 72,
    COUNCILS = 1 << DOLEN_REGION_NPT | 1 << DOLEN_REGION_SWA,
    POLICE = 1 << DOLEN_REGION_SWP,
    HEALTH = 1 << DOLEN_REGION_SBU,
    MONTHS = 34, /* how far back anything goes */
    PERIOD_DAYS = MONTHS * 30,
};

/* A code, whom it concerns, and how often (in a thousand, by the household's trouble). */
typedef struct habit {
    const char *code;
    const char *team;
    uint8_t agencies;
    char kind; /* I S E */
    char sex;  /* F, or 0 for all */
    uint8_t from_age, to_age;
    uint16_t often[3];
} habit;

static const habit all[] = {
    {"CSC.CONTACT", "CHILDREN", COUNCILS, 'E', 0, 0, 17, {500, 600, 700}},
    {"CSC.REFERRAL", "CHILDREN", COUNCILS, 'E', 0, 0, 17, {150, 350, 600}},
    {"CSC.EARLYHELP", "EARLYHELP", COUNCILS, 'I', 0, 0, 17, {350, 350, 200}},
    {"CSC.ASSESS", "CHILDREN", COUNCILS, 'I', 0, 0, 17, {100, 300, 500}},
    {"CSC.CSP", "CHILDREN", COUNCILS, 'I', 0, 0, 17, {50, 150, 300}},
    {"CSC.S47", "CHILDREN", COUNCILS, 'I', 0, 0, 17, {5, 40, 200}},
    {"CSC.STRATEGY", "CHILDREN", COUNCILS, 'E', 0, 0, 17, {5, 40, 180}},
    {"CSC.CPR", "CHILDREN", COUNCILS, 'S', 0, 0, 17, {1, 15, 150}},
    {"CSC.LAC", "CHILDREN", COUNCILS, 'S', 0, 0, 17, {5, 20, 120}},
    {"CSC.PLACED_IN", "CHILDREN", COUNCILS, 'S', 0, 0, 17, {1, 5, 20}},
    {"CSC.PLACED_OUT", "CHILDREN", COUNCILS, 'S', 0, 0, 17, {1, 3, 20}},
    {"CSC.UASC", "CHILDREN", COUNCILS, 'S', 0, 14, 17, {2, 2, 2}},
    {"CSC.CARELEAVER", "CHILDREN", COUNCILS, 'S', 0, 18, 24, {20, 60, 250}},
    {"CSC.LEAD", "CHILDREN", COUNCILS, 'I', 0, 0, 17, {60, 150, 250}},
    {"MIS.RI_OFFERED", "CHILDREN", COUNCILS, 'E', 0, 10, 17, {5, 20, 120}},
    {"EXP.RA_DONE", "CHILDREN", COUNCILS, 'E', 0, 10, 17, {2, 10, 60}},
    {"EXP.MEETING", "CHILDREN", COUNCILS, 'E', 0, 10, 17, {1, 6, 50}},
    {"EXP.NRM", "CHILDREN", COUNCILS, 'S', 0, 10, 20, {1, 2, 12}},
    {"YJ.CUSTODY", "CHILDREN", COUNCILS, 'S', 0, 14, 21, {1, 4, 40}},
    {"ASC.CONTACT", "ADULTS", COUNCILS, 'E', 0, 18, 120, {600, 600, 600}},
    {"ASC.OPEN", "ADULTS", COUNCILS, 'I', 0, 18, 120, {350, 350, 400}},
    {"ASC.AAR_REPORT", "ADULTS", COUNCILS, 'E', 0, 18, 120, {50, 150, 300}},
    {"ASC.AAR_ENQUIRY", "ADULTS", COUNCILS, 'I', 0, 18, 120, {20, 70, 150}},
    {"ASC.CSP", "ADULTS", COUNCILS, 'I', 0, 18, 120, {250, 200, 200}},
    {"ASC.CARER", "ADULTS", COUNCILS, 'S', 0, 16, 120, {80, 60, 60}},
    {"POL.PPN", "PROTECTION", POLICE, 'E', 0, 0, 120, {450, 550, 650}},
    {"POL.DA", "PROTECTION", POLICE, 'E', 0, 16, 120, {100, 250, 400}},
    {"POL.MISSING", "MISSING", POLICE, 'E', 0, 8, 120, {10, 40, 160}},
    {"POL.MISSING_HR", "MISSING", POLICE, 'S', 0, 10, 17, {1, 8, 60}},
    {"POL.SAFEWELL", "PROTECTION", POLICE, 'E', 0, 0, 120, {100, 120, 150}},
    {"POL.EXPLOIT_COHORT", "PROTECTION", POLICE, 'S', 0, 10, 17, {1, 8, 70}},
    {"POL.VICTIM", "PROTECTION", POLICE, 'E', 0, 0, 120, {250, 250, 300}},
    {"POL.SUSPECT_SG", "PROTECTION", POLICE, 'S', 0, 18, 120, {10, 60, 150}},
    {"POL.ENCOMPASS", "PROTECTION", POLICE, 'E', 0, 4, 17, {60, 200, 350}},
    {"HB.ED", "SAFEGUARDING", HEALTH, 'E', 0, 0, 120, {450, 550, 650}},
    {"HB.MIU", "SAFEGUARDING", HEALTH, 'E', 0, 0, 120, {250, 280, 300}},
    {"HB.DNA", "SAFEGUARDING", HEALTH, 'E', 0, 0, 120, {120, 200, 400}},
    {"HB.DUTY_REPORT", "SAFEGUARDING", HEALTH, 'E', 0, 0, 120, {3, 20, 120}},
    {"HB.HV", "HEALTHVISITING", HEALTH, 'I', 0, 0, 4, {900, 900, 900}},
    {"HB.MATERNITY", "SAFEGUARDING", HEALTH, 'I', 'F', 17, 43, {60, 80, 120}},
    {"HB.SCHOOLNURSE", "HEALTHVISITING", HEALTH, 'I', 0, 5, 17, {300, 350, 400}},
    {"HBX.CAMHS", "SAFEGUARDING", HEALTH, 'I', 0, 8, 17, {30, 100, 250}},
    {"HBX.ADULTMH", "SAFEGUARDING", HEALTH, 'I', 0, 18, 120, {40, 120, 250}},
    {"HBX.SEXUAL", "SAFEGUARDING", HEALTH, 'I', 0, 16, 45, {10, 30, 60}},
    {"HBX.SUBSTANCE", "SAFEGUARDING", HEALTH, 'I', 0, 18, 65, {5, 40, 150}},
};

/* What becomes of a return interview that was offered. */
static const habit interviews[] = {
    {"MIS.RI_ACCEPTED", "CHILDREN", COUNCILS, 'E', 0, 0, 120, {0, 0, 0}},
    {"MIS.RI_DECLINED", "CHILDREN", COUNCILS, 'E', 0, 0, 120, {0, 0, 0}},
    {"MIS.RI_DONE", "CHILDREN", COUNCILS, 'E', 0, 0, 120, {0, 0, 0}},
};

static const habit callout = {"POL.CALLOUT", "PROTECTION", POLICE, 'E', 0, 0, 120, {1000, 1000, 1000}};

static dolen_chronicle_row *next_row(dolen_chronicle *chronicle, const habit *of)
{
    if (chronicle->count == DOLEN_CHRONICLE_ROWS)
        return NULL;
    dolen_chronicle_row *row = &chronicle->rows[chronicle->count++];
    *row = (dolen_chronicle_row){.code = of->code, .team = of->team, .is_event = of->kind == 'E'};
    return row;
}

/* The last day of the month that lies `back` months before, or today in this one. */
static dolen_day end_of_month(dolen_day today, uint32_t back)
{
    const dolen_month after = dolen_month_of(today) - (dolen_month)back + 1;

    if (back == 0)
        return today;
    return dolen_day_from_number(dolen_day_number((dolen_day){(int16_t)(after / 12), (uint8_t)(after % 12 + 1), 1}) -
                                 1);
}

static void add_month(dolen_chronicle *chronicle, const habit *of, dolen_dice *dice, dolen_day today, uint32_t back)
{
    dolen_chronicle_row *row = next_row(chronicle, of);

    if (!row)
        return;
    const dolen_day last = end_of_month(today, back);
    row->latest = last;
    row->latest.day = (uint8_t)dolen_dice_between(dice, 1, last.day);
    row->count = dolen_dice_chance(dice, 800) ? 1 : dolen_dice_between(dice, 2, 4);
}

/* Events in a few months, more of them lately, none before birth. */
static void add_events(dolen_chronicle *chronicle, const habit *of, dolen_dice *dice, dolen_day today, uint32_t oldest,
                       uint32_t trouble)
{
    uint64_t months = 0;

    for (uint32_t left = dolen_dice_between(dice, 1, 2 + 2 * trouble); left > 0; left--) {
        const uint32_t reach = dolen_dice_chance(dice, 600) ? 12 : MONTHS;
        months |= (uint64_t)1 << dolen_dice_below(dice, reach < oldest ? reach : oldest + 1);
    }
    for (uint32_t back = MONTHS + 1; back-- > 0;)
        if (months >> back & 1)
            add_month(chronicle, of, dice, today, back);
}

static void add_period(dolen_chronicle *chronicle, const habit *of, dolen_dice *dice, dolen_day today, int64_t born)
{
    dolen_chronicle_row *row = next_row(chronicle, of);
    const int64_t now = dolen_day_number(today);

    if (!row)
        return;
    int64_t opened = now - (int64_t)dolen_dice_below(dice, PERIOD_DAYS);
    if (opened < born)
        opened = born + (now - born) / 2;
    const int64_t closed = opened + (int64_t)dolen_dice_between(dice, 20, 500);
    row->opened = dolen_day_from_number(opened);
    if (dolen_dice_chance(dice, 600) && closed <= now)
        row->closed = dolen_day_from_number(closed);
}

static void add(dolen_chronicle *chronicle, const habit *of, dolen_dice *dice, dolen_day today,
                const dolen_resident *resident)
{
    const dolen_month lived = dolen_month_of(today) - dolen_month_of(resident->born);
    const uint32_t oldest = lived > MONTHS ? MONTHS : (uint32_t)lived;

    if (of->kind == 'E')
        add_events(chronicle, of, dice, today, oldest, resident->trouble);
    else
        add_period(chronicle, of, dice, today, dolen_day_number(resident->born));
}

static bool concerns(const habit *one, dolen_region_agency agency, int age, char sex)
{
    return (one->agencies >> agency & 1) && age >= one->from_age && age <= one->to_age &&
           (!one->sex || !sex || one->sex == sex);
}

static const habit *usual_event(dolen_region_agency agency, bool is_address, int age)
{
    if (is_address)
        return &callout;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].kind == 'E' && concerns(&all[i], agency, age, 0))
            return &all[i];
    return &all[0];
}

static void copy_events(dolen_chronicle *chronicle, const habit *of, const dolen_chronicle_row *from)
{
    dolen_chronicle_row *row = next_row(chronicle, of);

    if (!row)
        return;
    row->latest = from->latest;
    row->count = from->count;
}

/* Of the months with an offer, six in ten were accepted, of which nine were done, and three declined. */
static void add_interviews(dolen_chronicle *chronicle, dolen_dice *dice)
{
    const size_t before = chronicle->count;

    for (size_t which = 0; which < sizeof interviews / sizeof *interviews; which++)
        for (size_t i = 0; i < before; i++) {
            dolen_dice own = {dice->state + i};
            const uint32_t lot = dolen_dice_below(&own, 100);
            const bool fits[] = {lot < 60, lot >= 60 && lot < 90, lot < 54};
            if (strcmp(chronicle->rows[i].code, "MIS.RI_OFFERED") == 0 && fits[which])
                copy_events(chronicle, &interviews[which], &chronicle->rows[i]);
        }
}

static const habit *find_habit(const char *code)
{
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].code, code) == 0)
            return &all[i];
    return NULL;
}

/* One more event today: a new row after those of its code, or one more in this month's. */
static void add_event(const habit *of, dolen_day today, dolen_chronicle *chronicle)
{
    size_t place = 0;

    for (size_t i = 0; i < chronicle->count; i++) {
        dolen_chronicle_row *row = &chronicle->rows[i];
        if (strcmp(row->code, of->code) != 0)
            continue;
        if (dolen_month_of(row->latest) == dolen_month_of(today)) {
            row->latest = today;
            row->count++;
            return;
        }
        place = i + 1;
    }
    dolen_chronicle_row *row = next_row(chronicle, of);
    if (!row)
        return;
    const dolen_chronicle_row added = {
        .code = of->code, .team = of->team, .is_event = true, .latest = today, .count = 1};
    memmove(chronicle->rows + place + 1, chronicle->rows + place,
            (chronicle->count - 1 - place) * sizeof *chronicle->rows);
    chronicle->rows[place] = added;
}

/* The one period of this code is open: it began some time ago. */
static void hold_open(const habit *of, dolen_day today, dolen_chronicle *chronicle)
{
    enum { SINCE = 100 };
    dolen_chronicle_row *row = NULL;

    for (size_t i = 0; i < chronicle->count && !row; i++)
        if (strcmp(chronicle->rows[i].code, of->code) == 0)
            row = &chronicle->rows[i];
    if (!row)
        row = next_row(chronicle, of);
    if (!row)
        return;
    row->opened = dolen_day_from_number(dolen_day_number(today) - SINCE);
    row->closed = (dolen_day){0};
}

/* What makes a council watch, and what the police tell it of. */
static void add_watched(dolen_region_agency agency, dolen_day today, dolen_chronicle *chronicle)
{
    if (1 << agency & COUNCILS)
        hold_open(find_habit("CSC.CPR"), today, chronicle);
    if (1 << agency & POLICE)
        add_event(find_habit("POL.MISSING"), today, chronicle);
}

void dolen_chronicle_of(const dolen_population *population, dolen_region_agency agency, const dolen_resident *resident,
                        dolen_chronicle *out)
{
    const int age = dolen_resident_age(resident, population->today);
    dolen_dice dice = dolen_dice_of(population->seed, QUESTION_CHRONICLE + (uint64_t)agency, resident->index);

    out->count = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (concerns(&all[i], agency, age, resident->sex) && dolen_dice_chance(&dice, all[i].often[resident->trouble]))
            add(out, &all[i], &dice, population->today, resident);
    dolen_dice interview = dolen_dice_of(population->seed, QUESTION_INTERVIEW + (uint64_t)agency, resident->index);
    add_interviews(out, &interview);
    if (out->count == 0)
        add(out, usual_event(agency, false, age), &dice, population->today, resident);
    if (resident->agencies) /* the cases of the showcase are always current, and never by a sensitive code alone */
        dolen_chronicle_add_event(agency, false, age, population->today, out);
    if (resident->quirks & DOLEN_QUIRK_WATCHED)
        add_watched(agency, population->today, out);
}

void dolen_chronicle_of_home(const dolen_population *population, uint32_t home, dolen_chronicle *out)
{
    dolen_dice dice = dolen_dice_of(population->seed, QUESTION_CALLOUT, home);

    out->count = 0;
    add_events(out, &callout, &dice, population->today, MONTHS, DOLEN_TROUBLE_SOME);
}

void dolen_chronicle_add_event(dolen_region_agency agency, bool is_address, int age, dolen_day today,
                               dolen_chronicle *chronicle)
{
    add_event(usual_event(agency, is_address, age), today, chronicle);
}

bool dolen_chronicle_close(dolen_day today, dolen_chronicle *chronicle)
{
    for (size_t i = 0; i < chronicle->count; i++)
        if (!chronicle->rows[i].is_event && chronicle->rows[i].closed.year == 0) {
            chronicle->rows[i].closed = today;
            return true;
        }
    return false;
}
