/**
 * The owner's list of protected (shielded) people and addresses, beside the extract (IG-15, IG-16): the local ids whose
 * records are published as shielded, whatever the extract's rows say.
 *
 *     local_id
 *     10023
 *     10817
 *
 * UTF-8; the word `local_id`, then one id a line, each once, the last line ended too. All or nothing: one wrong line,
 * or a file that does not end where a line ends, and there is no list, for half a list would publish people
 * unprotected. An id that the extract does not hold is fine: somebody can be protected before anything is known of
 * them. Secrets: ids are personal data. Owns: the list. Threads: any, once read.
 */
#ifndef DOLEN_NODE_AGENCY_EXTRACT_PROTECTION_LIST_H
#define DOLEN_NODE_AGENCY_EXTRACT_PROTECTION_LIST_H

#include "node/base/own.h"
#include "node/base/problems.h"
#include "node/model/record.h"

enum { DOLEN_PROTECTION_LIST_BYTES = 32 * 1024 * 1024 }; /**< of the file at most */

typedef struct dolen_protection_list dolen_protection_list;

/**
 * Read the list. `width` is how many characters a local id has (0: any). Every wrong line is in `problems` by its
 * number, without the value. DOLEN_E_INPUT when there is any; DOLEN_E_ABSENT without such a file; DOLEN_E_LIMIT;
 * DOLEN_E_SYSTEM. `*out` is NULL on failure.
 */
DOLEN_CHECKED dolen_status dolen_protection_list_read(const char *path, size_t width, dolen_protection_list **out,
                                                      dolen_problems *problems, dolen_err *err);

/** The same from text; `source` names it in problems. */
DOLEN_CHECKED dolen_status dolen_protection_list_read_text(const char *source, dolen_bytes text, size_t width,
                                                           dolen_protection_list **out, dolen_problems *problems,
                                                           dolen_err *err);

/** Wipe and free; NULL is fine. */
void dolen_protection_list_free(dolen_protection_list *list);
DOLEN_OWNED(dolen_protection_list);

/** Is this id on the list? False for no list (NULL). */
bool dolen_protection_list_has(const dolen_protection_list *list, const char *local_id);

/** How many ids; 0 for NULL. */
size_t dolen_protection_list_count(const dolen_protection_list *list);

/** SHA-256 of the file; zero for NULL. */
dolen_digest dolen_protection_list_digest(const dolen_protection_list *list);

/** Where the list of an extract lies: ".protections" in place of ".csv", or behind the name. DOLEN_E_LIMIT: too long.
 */
DOLEN_CHECKED dolen_status dolen_protection_list_path(const char *extract, char *out, size_t room, dolen_err *err);

#endif
