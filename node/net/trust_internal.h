/** What trust and the judging of certificates share. */
#ifndef DOLEN_NODE_NET_TRUST_INTERNAL_H
#define DOLEN_NODE_NET_TRUST_INTERNAL_H

#include <openssl/x509.h>

#include "node/net/trust.h"

DOLEN_OWNED_BY(X509, X509_free);
DOLEN_OWNED_BY(X509_STORE, X509_STORE_free);
DOLEN_OWNED_BY(X509_STORE_CTX, X509_STORE_CTX_free);
DOLEN_OWNED_BY(BIO, BIO_free_all);

/** The store to judge by, with a reference of its own, after looking whether its files changed; NULL: trust nobody. */
X509_STORE *dolen_trust_take_store(dolen_trust *trust);

/** Its clock. */
int64_t dolen_trust_now(const dolen_trust *trust);

#endif
