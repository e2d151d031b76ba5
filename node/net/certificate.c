#include "node/net/certificate.h"

#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>

#include "node/base/arena.h"
#include "node/base/file.h"
#include "node/base/text.h"
#include "node/net/trust_internal.h"

enum { FILE_LIMIT = 64 * 1024, SECURITY_LEVEL = 2, DEPTH = 3 };

typedef STACK_OF(X509) certificate_stack;

static void free_stack(certificate_stack *stack)
{
    sk_X509_pop_free(stack, X509_free);
}
DOLEN_OWNED_BY(certificate_stack, free_stack);
DOLEN_OWNED_BY(GENERAL_NAMES, GENERAL_NAMES_free);
DOLEN_OWNED_BY(EVP_PKEY, EVP_PKEY_free);

static dolen_status parse_one(dolen_bytes der, X509 **out, dolen_err *err)
{
    const unsigned char *at = der.at;

    *out = NULL;
    if (der.size == 0 || der.size > DOLEN_CERTIFICATE_SIZE_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the certificate is larger than it may be");
    *out = d2i_X509(NULL, &at, (long)der.size);
    ERR_clear_error();
    if (!*out || at != der.at + der.size)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the certificate cannot be parsed");
    return DOLEN_OK;
}

static dolen_status parse_chain(const dolen_certificate_chain *chain, certificate_stack *stack, dolen_err *err)
{
    if (chain->count == 0)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the peer showed no certificate");
    if (chain->count > DOLEN_CERTIFICATE_CHAIN_LIMIT)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the peer showed too many certificates");
    for (size_t i = 0; i < chain->count; i++) {
        DOLEN_OWN(X509, certificate) = NULL;
        DOLEN_TRY(parse_one(chain->items[i], &certificate, err));
        DOLEN_MUST(sk_X509_push(stack, certificate) > 0);
        certificate = NULL;
    }
    return DOLEN_OK;
}

/* Reasons worth telling apart in a log; the rest share one. */
static dolen_status refuse(int error, dolen_err *err)
{
    switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the certificate is not valid today");
    case X509_V_ERR_CERT_REVOKED:
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the certificate is revoked");
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "there is no revocation list for this certificate");
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_CRL_NOT_YET_VALID:
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the revocation list is past its time");
    case X509_V_ERR_INVALID_PURPOSE:
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the certificate is not made for this side of a connection");
    default:
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the certificate was not issued by the federation's authority");
    }
}

static dolen_status verify_chain(dolen_trust *trust, certificate_stack *stack, dolen_certificate_side side,
                                 dolen_err *err)
{
    DOLEN_OWN(X509_STORE, store) = dolen_trust_take_store(trust);
    DOLEN_OWN(X509_STORE_CTX, context) = X509_STORE_CTX_new();
    const bool client = side == DOLEN_CERTIFICATE_CLIENT;

    if (!store)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "there is no usable revocation list");
    DOLEN_MUST(context && X509_STORE_CTX_init(context, store, sk_X509_value(stack, 0), stack) == 1);
    X509_VERIFY_PARAM *rules = X509_STORE_CTX_get0_param(context);
    DOLEN_MUST(X509_VERIFY_PARAM_set_purpose(rules, client ? X509_PURPOSE_SSL_CLIENT : X509_PURPOSE_SSL_SERVER) == 1);
    DOLEN_MUST(X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL |
                                                      X509_V_FLAG_X509_STRICT) == 1);
    X509_VERIFY_PARAM_set_auth_level(rules, SECURITY_LEVEL);
    X509_VERIFY_PARAM_set_depth(rules, DEPTH);
    X509_VERIFY_PARAM_set_time(rules, (time_t)(dolen_trust_now(trust) / 1000));
    const int verified = X509_verify_cert(context);
    ERR_clear_error();
    return verified == 1 ? DOLEN_OK : refuse(X509_STORE_CTX_get_error(context), err);
}

/* A certificate without the extension would pass OpenSSL's purpose check: ours must have it. */
static dolen_status check_usage(X509 *certificate, dolen_certificate_side side, dolen_err *err)
{
    const uint32_t wanted = side == DOLEN_CERTIFICATE_CLIENT ? XKU_SSL_CLIENT : XKU_SSL_SERVER;

    if (!(X509_get_extension_flags(certificate) & EXFLAG_XKUSAGE) ||
        !(X509_get_extended_key_usage(certificate) & wanted))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the certificate is not made for this side of a connection");
    return DOLEN_OK;
}

static dolen_status read_identity(const X509 *certificate, dolen_peer *out, dolen_err *err)
{
    DOLEN_OWN(GENERAL_NAMES, names) = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    const ASN1_IA5STRING *found = NULL;

    for (int i = 0; names && i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        if (name->type != GEN_URI)
            continue;
        if (found)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the certificate has more than one identity");
        found = name->d.uniformResourceIdentifier;
    }
    if (!found)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the certificate has no identity");
    return dolen_peer_read(dolen_bytes_of(ASN1_STRING_get0_data(found), (size_t)ASN1_STRING_length(found)), out, err);
}

static dolen_status digest_key(X509 *certificate, uint8_t out[DOLEN_PEER_KEY_DIGEST_SIZE], dolen_err *err)
{
    unsigned char *der = NULL;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);

    if (size <= 0)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the certificate's key cannot be read");
    SHA256(der, (size_t)size, out);
    OPENSSL_free(der);
    return DOLEN_OK;
}

static dolen_status read_peer(X509 *certificate, dolen_peer *out, dolen_err *err)
{
    dolen_peer peer;

    DOLEN_TRY(read_identity(certificate, &peer, err));
    DOLEN_TRY(digest_key(certificate, peer.spki_sha256, err));
    *out = peer;
    return DOLEN_OK;
}

dolen_status dolen_certificate_judge(dolen_trust *trust, const dolen_certificate_chain *chain,
                                     dolen_certificate_side side, dolen_peer_pins pins, dolen_peer *out, dolen_err *err)
{
    DOLEN_OWN(certificate_stack, stack) = sk_X509_new_null();
    dolen_peer peer = {0};

    *out = (dolen_peer){0};
    DOLEN_MUST(stack != NULL);
    DOLEN_TRY(parse_chain(chain, stack, err));
    DOLEN_TRY(verify_chain(trust, stack, side, err));
    X509 *leaf = sk_X509_value(stack, 0);
    DOLEN_TRY(check_usage(leaf, side, err));
    if (read_peer(leaf, &peer, err) != DOLEN_OK)
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the certificate does not say which member this is");
    if (!dolen_code_same(peer.federation, dolen_trust_federation(trust)))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "the certificate is of another federation");
    *out = peer;
    if (!dolen_peer_pins_allow(pins, &peer))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "this key is not pinned for this member");
    return DOLEN_OK;
}

static int64_t instant_of(const ASN1_TIME *time)
{
    struct tm parts;

    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return 0;
    return (int64_t)timegm(&parts) * 1000;
}

static dolen_status open_pem(dolen_arena *arena, const char *path, BIO **out, dolen_err *err)
{
    dolen_bytes text;

    *out = NULL;
    DOLEN_TRY(dolen_file_read(arena, path, FILE_LIMIT, &text, err));
    *out = BIO_new_mem_buf(text.at, (int)text.size);
    DOLEN_MUST(*out != NULL);
    return DOLEN_OK;
}

static dolen_status read_first(const char *path, X509 **out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(FILE_LIMIT + 64);
    DOLEN_OWN(BIO, file) = NULL;

    *out = NULL;
    DOLEN_TRY(open_pem(arena, path, &file, err));
    *out = PEM_read_bio_X509(file, NULL, NULL, NULL);
    ERR_clear_error();
    return *out ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_INPUT, "the file holds no certificate");
}

dolen_status dolen_certificate_read_file(const char *path, dolen_certificate_about *out, dolen_err *err)
{
    DOLEN_OWN(X509, certificate) = NULL;

    *out = (dolen_certificate_about){0};
    DOLEN_TRY(read_first(path, &certificate, err));
    out->from = instant_of(X509_get0_notBefore(certificate));
    out->until = instant_of(X509_get0_notAfter(certificate));
    return read_peer(certificate, &out->peer, err);
}

/* Certificates of a file as DER, the way a peer shows them. */
static dolen_status read_chain(dolen_arena *arena, BIO *file, dolen_certificate_chain *chain, dolen_err *err)
{
    while (chain->count < DOLEN_CERTIFICATE_CHAIN_LIMIT) {
        DOLEN_OWN(X509, certificate) = PEM_read_bio_X509(file, NULL, NULL, NULL);
        unsigned char *der = NULL;
        if (!certificate)
            break;
        const int size = i2d_X509(certificate, &der);
        if (size <= 0)
            return DOLEN_FAIL(err, DOLEN_E_INPUT, "the certificate cannot be read");
        const char *copy = dolen_arena_copy_string(arena, (const char *)der, (size_t)size);
        OPENSSL_free(der);
        if (!copy)
            return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the certificates are larger than they may be");
        chain->items[chain->count++] = dolen_bytes_of(copy, (size_t)size);
    }
    ERR_clear_error();
    return DOLEN_OK;
}

dolen_status dolen_certificate_judge_file(dolen_trust *trust, const char *path, dolen_certificate_side side,
                                          dolen_peer_pins pins, dolen_peer *out, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(2 * FILE_LIMIT);
    DOLEN_OWN(BIO, file) = NULL;
    dolen_certificate_chain chain = {.count = 0};

    *out = (dolen_peer){0};
    DOLEN_TRY(open_pem(arena, path, &file, err));
    DOLEN_TRY(read_chain(arena, file, &chain, err));
    return dolen_certificate_judge(trust, &chain, side, pins, out, err);
}

dolen_status dolen_certificate_check_key(const char *path, const char *key_path, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(FILE_LIMIT + 64);
    DOLEN_OWN(X509, certificate) = NULL;
    dolen_bytes text;

    DOLEN_TRY(read_first(path, &certificate, err));
    DOLEN_TRY(dolen_file_read_secret(arena, key_path, FILE_LIMIT, &text, err));
    DOLEN_OWN(BIO, file) = BIO_new_mem_buf(text.at, (int)text.size);
    DOLEN_MUST(file != NULL);
    DOLEN_OWN(EVP_PKEY, key) = PEM_read_bio_PrivateKey(file, NULL, NULL, NULL);
    const bool fits = key && X509_check_private_key(certificate, key) == 1;
    ERR_clear_error();
    if (!key)
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "the file holds no private key");
    return fits ? DOLEN_OK : DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the key does not belong to the certificate");
}
