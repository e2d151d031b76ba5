/**
 * The rule set as lists and tables, in either language: for the matrix that people sign and the papers.
 *
 * Texts returned are allocated and the caller's to free. Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_TOOLS_RULES_LISTS_H
#define DOLEN_NODE_TOOLS_RULES_LISTS_H

#include "governance/policy/policy.h"
#include "node/tools/paper.h"

/** "Practitioner, Supervisor": the names of the codes in a list, joined by commas. */
char *dolen_rules_list_roles(const dolen_rules *rules, dolen_code_list list, bool welsh);
char *dolen_rules_list_types(const dolen_rules *rules, dolen_code_list list, bool welsh);
char *dolen_rules_list_members(const dolen_rules *rules, dolen_code_list list, bool welsh);

/** "S47, CPREV": the codes themselves; "-" for none. */
char *dolen_rules_list_codes(dolen_code_list list);

/** "4-20", "15+", or "" when every age is meant. */
char *dolen_rules_list_ages(uint8_t from, uint8_t to);

/** "open", "restricted", ... */
dolen_words dolen_rules_list_class(dolen_class held);

/** Write a table of one kind; what is in it stands beside its name in rules_lists.c. */
typedef void dolen_rules_table(dolen_paper *paper, const dolen_rules *rules, bool welsh);

dolen_rules_table dolen_rules_list_levels;
dolen_rules_table dolen_rules_list_purposes;
dolen_rules_table dolen_rules_list_agreements;
dolen_rules_table dolen_rules_list_signatures;

/** The table with this name ("purposes", "retention"), or NULL. */
dolen_rules_table *dolen_rules_list_find(const char *name);

#endif
