/**
 * The home of a member of staff, kept so that their own searches for it are noticed, and so that nobody can read
 * it: as digests under the node's key, one for each match key of the address and one for its postcode, each made with
 * the account's name, so that two who live together have nothing in common.
 *
 * Secrets: the address is personal data of staff; it is kept nowhere. Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_AGENCY_ACCOUNT_HOME_H
#define DOLEN_NODE_AGENCY_ACCOUNT_HOME_H

#include "node/agency/local_keys.h"
#include "node/model/subject.h"

enum { DOLEN_ACCOUNT_HOME_KEPT = 8 }; /**< digests of one home at most */

/** What was searched, to be compared with a home. */
typedef struct dolen_account_home_asked {
    dolen_digest places[3];
    size_t place_count;
    dolen_digest postcode;
    bool has_postcode;
} dolen_account_home_asked;

/**
 * The digests to keep of an address, `*count` of them. DOLEN_E_INPUT when it does not say which home it is: that takes
 * a UPRN, or a house number or name with a postcode.
 */
DOLEN_CHECKED dolen_status dolen_account_home_keep(const dolen_local_keys *keys, const char *user,
                                                   const dolen_address *address,
                                                   dolen_digest out[DOLEN_ACCOUNT_HOME_KEPT], size_t *count,
                                                   dolen_err *err);

/** Does an address say which home it is? */
bool dolen_account_home_is_enough(const dolen_address *address);

/**
 * The digests of an address that this member of staff searched. Street and number without a postcode count as the home
 * only when no postcode was typed: one outcode can hold two streets of the same name.
 */
void dolen_account_home_ask(const dolen_local_keys *keys, const char *user, const dolen_address *address,
                            dolen_account_home_asked *out);

#endif
