#include "node/agency/oversight/common_surnames.h"

#include <stddef.h>

#include "node/agency/oversight/unusual_facts.h"

enum { OTHERS = 20 };

/* In normal form, of 100,000. */
static const struct {
    const char *name;
    int64_t share;
} surnames[] = {
    {"jones", 5500},  {"davies", 5000},  {"williams", 4500},  {"thomas", 4100},   {"evans", 3600},
    {"morgan", 2200}, {"lewis", 2000},   {"griffiths", 1900}, {"rees", 1900},     {"jenkins", 1800},
    {"james", 1400},  {"roberts", 1400}, {"smith", 1400},     {"harris", 1200},   {"hughes", 1200},
    {"john", 1200},   {"morris", 1200},  {"phillips", 1200},  {"edwards", 1000},  {"richards", 1000},
    {"price", 900},   {"hopkins", 700},  {"lloyd", 700},      {"bevan", 600},     {"bowen", 600},
    {"david", 600},   {"howells", 600},  {"llewellyn", 600},  {"owen", 600},      {"powell", 600},
    {"davis", 570},   {"beynon", 500},   {"harries", 500},    {"matthews", 500},  {"walters", 500},
    {"young", 413},   {"bennett", 389},  {"parry", 361},      {"pritchard", 329}, {"pugh", 316},
    {"brown", 286},   {"taylor", 281},   {"martin", 199},     {"lee", 196},       {"wright", 195},
    {"wilson", 194},  {"johnson", 187},  {"harrison", 187},   {"king", 187},      {"clark", 183},
    {"moore", 182},   {"scott", 180},    {"allen", 176},      {"hill", 175},      {"robinson", 174},
    {"baker", 174},   {"walker", 174},   {"thompson", 173},   {"white", 170},     {"bailey", 167},
    {"ward", 165},    {"collins", 161},  {"wood", 161},       {"green", 160},     {"parker", 159},
    {"cox", 158},     {"jackson", 157},  {"mitchell", 154},   {"carter", 153},    {"ellis", 153},
    {"clarke", 151},
};

int64_t dolen_common_surnames_share(uint64_t name)
{
    for (size_t i = 0; i < sizeof surnames / sizeof *surnames; i++)
        if (dolen_unusual_facts_name(surnames[i].name) == name)
            return surnames[i].share;
    return OTHERS;
}
