/**
 * `dolen doctor`: walks all that a program of the federation depends on, and says what to do where something is wrong.
 *
 * Threads: the main thread.
 */
#ifndef DOLEN_NODE_TOOLS_DOCTOR_H
#define DOLEN_NODE_TOOLS_DOCTOR_H

/**
 * `doctor --config FILE [--json]` for the configuration of a node, broker or key holder; best run as the user the
 * program runs as, for it reads the same secrets. Looks at: the configuration; secret files; certificates, how long
 * they last and whether the federation's authority, revocation list and federation file carry them; rules; the
 * database; the broker and key holders, by calling them; the running program's readiness. Prints one line a finding,
 * with advice, or one JSON document
 * {"ok","findings":[{"check","state":"fine|warning|broken","what","figure","unit","advice"}]}. 0 when nothing is
 * broken, 1 otherwise, 2 for wrong usage.
 */
int dolen_tool_doctor(int argc, char **argv);

#endif
