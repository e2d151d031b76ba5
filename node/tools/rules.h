/**
 * `dolen rules`: check a rule set, and ask it what it would decide and why.
 *
 * Reads rule files only; never a person, a record or a database. Threads: the main thread.
 */
#ifndef DOLEN_NODE_TOOLS_RULES_H
#define DOLEN_NODE_TOOLS_RULES_H

/**
 * `check FOLDER [--json]`: every mistake with file and line, or the set's version and digest.
 * `explain --rules FOLDER --purpose P --role R --from ASKER --from-type T --to OWNER --to-type T --code C [...]`: the
 * decision, the rule that made it and its words; `--help` lists the other facts that may be given.
 * `matrix --rules FOLDER [--json]`: for every purpose and code whether it is released, and under which rule.
 * Exit codes as tool.h says; `explain` answers 1 when the answer is no.
 */
int dolen_tool_rules(int argc, char **argv);

#endif
