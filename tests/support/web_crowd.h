/**
 * An answer of thirty agencies for tests of the pages: long names, names in other scripts and directions, and names
 * that would be markup, in both languages; every state, band and kind of flag.
 *
 * Owns: nothing; everything lives in the arena given. Threads: any.
 */
#ifndef DOLEN_TESTS_SUPPORT_WEB_CROWD_H
#define DOLEN_TESTS_SUPPORT_WEB_CROWD_H

#include "node/agency/search.h"

enum { WEB_CROWD_AGENCIES = 30, WEB_CROWD_FLAGS = 3 };

static inline const char *web_crowd_name(size_t place, bool welsh)
{
    static const char *const names[][2] = {
        {"Rhondda Cynon Taf County Borough Council, Community and Children's Services, Safeguarding and Quality "
         "Assurance",
         "Cyngor Bwrdeistref Sirol Rhondda Cynon Taf, Gwasanaethau Cymunedol a Phlant, Diogelu a Sicrhau Ansawdd"},
        {"Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
         "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"},
        {"<script>alert('agency')</script>", "\"><img src=x onerror=alert(1)>"},
        {"Refuge \xE2\x80\xAE"
         "ecivres",
         "Lloches \xE2\x80\xAE"
         "htenasawg"},
        {"\xD9\x85\xD8\xB1\xD9\x83\xD8\xB2 \xD8\xAF\xD8\xB9\xD9\x85 centre",
         "\xD7\x9E\xD7\xA8\xD7\x9B\xD7\x96 canolfan"},
        {"Kids \xF0\x9F\x8F\xA0 Housing & \"Friends\"", "Plant \xF0\x9F\x8F\xA0 Tai & 'Ffrindiau'"},
        {"Housing", "Tai"},
    };

    return names[place % (sizeof names / sizeof *names)][welsh];
}

static inline void web_crowd_flags(dolen_flag flags[WEB_CROWD_FLAGS])
{
    static const dolen_month_count each_month[] = {
        {2025 * 12 + 11, 9999}, {2026 * 12 + 0, 1}, {2026 * 12 + 1, 12}, {2026 * 12 + 2, 3}, {2026 * 12 + 3, 1},
        {2026 * 12 + 4, 2},     {2026 * 12 + 5, 1}, {2026 * 12 + 6, 1},  {2026 * 12 + 7, 1}, {2026 * 12 + 8, 7}};

    flags[0] = (dolen_flag){.code = dolen_code_of("CSC.CPR"), .kind = DOLEN_FLAG_STATE, .opened = 2025 * 12 + 2};
    flags[1] = (dolen_flag){.code = dolen_code_of("POL.MISSING"),
                            .kind = DOLEN_FLAG_EVENT,
                            .months = each_month,
                            .month_count = sizeof each_month / sizeof *each_month,
                            .latest = {2026, 9, 30}};
    flags[2] = (dolen_flag){.code = dolen_code_of("CSC.CSP"),
                            .kind = DOLEN_FLAG_INVOLVEMENT,
                            .opened = 2025 * 12 + 8,
                            .closed = 2026 * 12 + 5,
                            .disputed = true};
}

static inline void web_crowd_member(size_t place, int64_t now, const dolen_flag *flags, dolen_finding *finding,
                                    dolen_search_member *member)
{
    static const dolen_member_state states[] = {DOLEN_MEMBER_INVOLVED,  DOLEN_MEMBER_INVOLVED,
                                                DOLEN_MEMBER_NOTHING,   DOLEN_MEMBER_INVOLVED,
                                                DOLEN_MEMBER_NO_ANSWER, DOLEN_MEMBER_OUT_OF_DATE};
    const dolen_member_state state = states[place % (sizeof states / sizeof *states)];
    const bool involved = state == DOLEN_MEMBER_INVOLVED;

    *finding = (dolen_finding){.agency = dolen_code_of("A1"),
                               .state = state,
                               .as_of = state == DOLEN_MEMBER_NO_ANSWER ? 0 : now - 3600 * 1000,
                               .band = !involved        ? DOLEN_BAND_NONE
                                       : place % 4 == 1 ? DOLEN_BAND_PROBABLE
                                                        : DOLEN_BAND_CONFIRMED,
                               .level = DOLEN_LEVEL_L3,
                               .out_of_date = involved && place % 5 == 0,
                               .agreement = {.forename = 4, .surname = 3, .born = 4, .place = 3},
                               .flags = involved ? flags : NULL,
                               .flag_count = involved ? WEB_CROWD_FLAGS : 0};
    *member = (dolen_search_member){.finding = finding,
                                    .name_en = web_crowd_name(place, false),
                                    .name_cy = web_crowd_name(place, true),
                                    .type = "childrens",
                                    .team_en = involved ? web_crowd_name(place + 1, false) : NULL,
                                    .team_cy = involved ? web_crowd_name(place + 1, true) : NULL,
                                    .telephone = involved ? "01632 960 100" : NULL};
}

/** Thirty agencies, half of them involved with three headlines each. */
static inline void web_crowd_answer(dolen_arena *arena, int64_t now, dolen_search_outcome *out)
{
    dolen_finding *findings = dolen_arena_make(arena, WEB_CROWD_AGENCIES, sizeof *findings);
    dolen_search_member *members = dolen_arena_make(arena, WEB_CROWD_AGENCIES, sizeof *members);
    dolen_flag *flags = dolen_arena_make(arena, WEB_CROWD_FLAGS, sizeof *flags);

    web_crowd_flags(flags);
    for (size_t i = 0; i < WEB_CROWD_AGENCIES; i++)
        web_crowd_member(i, now, flags, &findings[i], &members[i]);
    out->has_answer = true;
    out->members = members;
    out->member_count = WEB_CROWD_AGENCIES;
    out->receipt = "c2sp.org/tlog-proof@v1\nindex 41\n";
    out->answer = (dolen_answer){.advice = DOLEN_ADVICE_CHECK_IDENTITY,
                                 .rules_version = "2026-11-01",
                                 .granted_level = DOLEN_LEVEL_L3,
                                 .ledger = {.index = 41, .size = 42}};
}

#endif
