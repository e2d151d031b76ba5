/**
 * `dolen rules`: check a rule set, and ask it what it would decide and why.
 *
 * Reads rule files only; never a person, a record or a database. Threads: the main thread.
 */
#ifndef DOLEN_NODE_TOOLS_RULES_H
#define DOLEN_NODE_TOOLS_RULES_H

/**
 * `check FOLDER [--json]`: every mistake with file and line, or the set's version and digest.
 * `explain --rules FOLDER --purpose P --role R --from ASKER --code C [...]`: the decision, its reason in words, every
 * step on the way and the rule that made it; `--help` lists the other facts that may be given. `matrix --rules FOLDER
 * [--format F]`: for every purpose and code how much is shown, who may ask, the agreements, and a place to sign, with
 * the set's version and digest. `compare OLD NEW [--refuse-more]`: what the new set discloses more, and what less. Exit
 * codes as tool.h says; `explain` answers 1 when the answer is no.
 */
int dolen_tool_rules(int argc, char **argv);

#endif
