#include <stdlib.h>
#include <string.h>

#include "node/base/arena.h"
#include "node/base/file.h"
#include "node/base/log.h"
#include "node/base/memory.h"
#include "node/net/http_server_internal.h"

enum { FILE_LIMIT = 64 * 1024 };

const char *dolen_http_server_priorities(dolen_http_flavour flavour)
{
    if (flavour == DOLEN_HTTP_MUTUAL_TLS)
        return "SECURE128:-VERS-ALL:+VERS-TLS1.3:%SERVER_PRECEDENCE";
    return "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-DHE-RSA:-AES-128-CBC:-AES-256-CBC:-SHA1:"
           "%SERVER_PRECEDENCE";
}

static dolen_status import(tls_material *material, dolen_bytes certificate, dolen_bytes key, dolen_err *err)
{
    /* GnuTLS takes pointers to non-const but does not write to them. */
    const gnutls_datum_t certificate_text = {(unsigned char *)(uintptr_t)certificate.at,
                                             (unsigned int)certificate.size};
    const gnutls_datum_t key_text = {(unsigned char *)(uintptr_t)key.at, (unsigned int)key.size};

    if (gnutls_certificate_allocate_credentials(&material->credentials) != GNUTLS_E_SUCCESS)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "no memory for a certificate");
    if (gnutls_certificate_set_x509_key_mem(material->credentials, &certificate_text, &key_text, GNUTLS_X509_FMT_PEM) !=
        GNUTLS_E_SUCCESS) {
        gnutls_certificate_free_credentials(material->credentials);
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "certificate and key are unreadable or do not belong together");
    }
    return DOLEN_OK;
}

dolen_status dolen_http_server_load_tls(dolen_http_server *server, dolen_err *err)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(2 * FILE_LIMIT + 256);
    dolen_bytes certificate;
    dolen_bytes key;
    tls_material material;

    DOLEN_TRY(dolen_file_read(arena, server->options.certificate_file, FILE_LIMIT, &certificate, err));
    DOLEN_TRY(dolen_file_read_secret(arena, server->options.key_file, FILE_LIMIT, &key, err));
    if (server->material_count == TLS_GENERATIONS)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "certificates were renewed too often: restart the program");
    DOLEN_TRY(import(&material, certificate, key, err));
    if (!server->certificate_text) {
        server->certificate_text = dolen_memory_copy_string((const char *)certificate.at);
        server->key_text = dolen_memory_copy_string((const char *)key.at);
    }
    pthread_mutex_lock(&server->lock);
    server->materials[server->material_count++] = material;
    pthread_mutex_unlock(&server->lock);
    return DOLEN_OK;
}

static bool keep_chain(http_connection *connection, const gnutls_datum_t *certificates, unsigned int count)
{
    size_t total = 0;

    if (!certificates || count == 0 || count > DOLEN_CERTIFICATE_CHAIN_LIMIT)
        return false;
    for (unsigned int i = 0; i < count; i++) {
        if (certificates[i].size > DOLEN_CERTIFICATE_SIZE_LIMIT)
            return false;
        total += certificates[i].size;
    }
    uint8_t *bytes = dolen_memory_make(total, 1);
    connection->chain_bytes = bytes;
    for (unsigned int i = 0; i < count; i++) {
        memcpy(bytes, certificates[i].data, certificates[i].size);
        bytes += certificates[i].size;
        connection->chain_sizes[i] = certificates[i].size;
    }
    connection->chain_count = count;
    return true;
}

/* Called once in a connection's handshake. Anything but 0 ends it before a byte of HTTP is read. */
static int verify(gnutls_session_t session)
{
    http_connection *connection = gnutls_session_get_ptr(session);
    unsigned int count = 0;
    const gnutls_datum_t *certificates = gnutls_certificate_get_peers(session, &count);
    dolen_err err = {0};

    if (connection->chain_count || !keep_chain(connection, certificates, count))
        return GNUTLS_E_CERTIFICATE_ERROR;
    const dolen_status status = dolen_http_connection_judge(connection, &err);
    if (status == DOLEN_OK)
        return 0;
    dolen_log_warning("peer refused", dolen_field_status(dolen_status_word(status)), dolen_field_reason(&err));
    return GNUTLS_E_CERTIFICATE_ERROR;
}

void dolen_http_server_prepare_tls(http_connection *connection, struct MHD_Connection *handle)
{
    dolen_http_server *server = connection->server;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(handle, MHD_CONNECTION_INFO_GNUTLS_SESSION);

    DOLEN_MUST(info && info->tls_session);
    gnutls_session_t session = info->tls_session;
    pthread_mutex_lock(&server->lock);
    gnutls_certificate_credentials_t newest = server->materials[server->material_count - 1].credentials;
    pthread_mutex_unlock(&server->lock);
    DOLEN_MUST(gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, newest) == GNUTLS_E_SUCCESS);
    if (server->options.flavour != DOLEN_HTTP_MUTUAL_TLS)
        return;
    gnutls_session_set_ptr(session, connection);
    gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUIRE);
    gnutls_session_set_verify_function(session, verify);
}
