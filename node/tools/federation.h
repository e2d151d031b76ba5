/**
 * `dolen federation`: keys of the parties, and writing and checking the signed federation file.
 *
 * Threads: the main thread.
 */
#ifndef DOLEN_NODE_TOOLS_FEDERATION_H
#define DOLEN_NODE_TOOLS_FEDERATION_H

/**
 * `key --name NAME --out FILE`: a key pair for signed notes (governance, ledger); prints the verifier key.
 * `signing-key --out FILE`: a key pair for deltas, questions or receipts; prints the public key in hexadecimal.
 * `spki FILE`: prints the pin of a certificate.
 * `sign --key FILE --name NAME --in DRAFT --out FILE [--rules FOLDER]`: checks the draft and signs it.
 * `check FILE (--vkey KEY | --draft) [--rules FOLDER]`: every mistake, or one line.
 * `show FILE --vkey KEY [--json]`: what it says.
 * Exit codes as tool.h says.
 */
int dolen_tool_federation(int argc, char **argv);

#endif
