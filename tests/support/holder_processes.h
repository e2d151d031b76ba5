/**
 * A federation of one test's own: an authority, a signed federation file, three real key holder processes (2 of 3), and
 * an agency's pseudonymiser that asks them.
 */
#ifndef DOLEN_TESTS_SUPPORT_HOLDER_PROCESSES_H
#define DOLEN_TESTS_SUPPORT_HOLDER_PROCESSES_H

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include "governance/federation/federation.h"
#include "node/agency/pseudonymise.h"
#include "node/base/file.h"
#include "node/crypto/key_files.h"
#include "node/match/normalise.h"
#include "node/net/certificate.h"
#include "tests/support/test_pki.h"

enum { HOLDER_PROCESSES = 3, HOLDER_TEXT = 32 * 1024, HOLDER_READY_MS = 30 * 1000 };

/** One holder. */
typedef struct holder_process {
    test_pki_pair pair;
    int port;
    pid_t process; /**< 0: not running */
} holder_process;

typedef struct holder_region {
    test_pki pki;
    dolen_signing_key *governance;
    dolen_note_key governance_key;
    dolen_secret *joint;  /**< the joint key: what no real party ever has */
    dolen_secret *shares; /**< 32 bytes of each holder */
    dolen_joint_key key;
    int daily;  /**< quota of an agency */
    int person; /**< questions of one member of staff; 0: as the program says */
    holder_process holders[HOLDER_PROCESSES];
    test_pki_pair agency;
    test_pki_pair broker;
    test_pki_pair stranger; /**< of the right authority, not in the federation file */
    dolen_federation *federation;
    dolen_trust *trust;
    dolen_http_race *race;
    dolen_metrics *metrics;
    dolen_pseudonymiser *by;
} holder_region;

static inline int holder_region_free_port(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    const int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(0, bind(fd, (struct sockaddr *)&at, sizeof at));
    assert_int_equal(0, getsockname(fd, (struct sockaddr *)&at, &size));
    close(fd);
    return ntohs(at.sin_port);
}

/** The hexadecimal SHA-256 of a certificate's public key. */
static inline void holder_region_pin(const test_pki_pair *pair, char out[2 * DOLEN_PEER_KEY_DIGEST_SIZE + 1])
{
    dolen_certificate_about about;

    assert_int_equal(DOLEN_OK, dolen_certificate_read_file(pair->certificate, &about, NULL));
    dolen_bytes_to_hex(dolen_bytes_of(about.peer.spki_sha256, sizeof about.peer.spki_sha256), out);
}

/** The federation file's text, with `key` as its epoch. */
static inline void holder_region_draft(const holder_region *region, const dolen_joint_key *key, char out[HOLDER_TEXT])
{
    static const char any[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 16);
    char ledger[DOLEN_NOTE_KEY_TEXT];
    char pin[2 * DOLEN_PEER_KEY_DIGEST_SIZE + 1];
    dolen_bytes epoch;

    dolen_note_write_key(&region->governance_key, ledger);
    holder_region_pin(&region->broker, pin);
    size_t used = (size_t)snprintf(out, HOLDER_TEXT,
                                   "[federation]\nname = gwent\nserial = 1\nvalid-until = 2099-01-01T00:00:00Z\n"
                                   "grace-hours = 24\nrules.version = 1\nrules.digest = %s\n[broker]\ncode = HUB\n"
                                   "name.en = Hub\nname.cy = Hwb\nendpoint = https://127.0.0.1:1\npins = %s\n"
                                   "ledger.key = %s\nreceipt.key = %s\n",
                                   any, pin, ledger, any);
    for (int i = 0; i < HOLDER_PROCESSES; i++) {
        holder_region_pin(&region->holders[i].pair, pin);
        used += (size_t)snprintf(out + used, HOLDER_TEXT - used,
                                 "[holder %d]\ncode = KH%d\nname.en = One\nname.cy = Un\n"
                                 "endpoint = https://127.0.0.1:%d\npins = %s\n",
                                 i + 1, i + 1, region->holders[i].port, pin);
    }
    assert_int_equal(DOLEN_OK, dolen_key_files_format_public(key, arena, &epoch, NULL));
    holder_region_pin(&region->agency, pin);
    snprintf(out + used, HOLDER_TEXT - used,
             "[epoch 1]\nstate = current\n%s[member NPT]\nname.en = Neath\nname.cy = Castell-nedd\ntype = council\n"
             "pins = %s\nsigning.key = %s\n[contact NPT 1]\nteam.en = Team\nteam.cy = Tim\ntelephone = 01632 960100\n",
             strstr((const char *)epoch.at, "[joint-key]\n") + strlen("[joint-key]\n"), pin, any);
}

/** Sign the federation file for `key` and write it as `name`. */
static inline void holder_region_write_federation(const holder_region *region, const dolen_joint_key *key,
                                                  const char *name)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 20);
    char *draft = dolen_arena_make(arena, HOLDER_TEXT, 1);
    char path[PATH_MAX];
    const char *line = NULL;
    const char *note = NULL;

    holder_region_draft(region, key, draft);
    assert_int_equal(
        DOLEN_OK, dolen_note_sign(arena, dolen_bytes_of_string(draft), "governance", region->governance, &line, NULL));
    assert_int_equal(DOLEN_OK, dolen_note_join(arena, dolen_bytes_of_string(draft), &line, 1, &note, NULL));
    assert_int_equal(DOLEN_OK, dolen_file_write(temp_folder_file(&region->pki.folder, name, path),
                                                dolen_bytes_of_string(note), 0644, NULL));
}

/** Write the share of holder `number` (from 1) out of `shares` as `name`. */
static inline void holder_region_write_share(const holder_region *region, const dolen_secret *shares, uint8_t number,
                                             const char *name)
{
    DOLEN_OWN(dolen_secret, secret) =
        dolen_secret_new_copy(dolen_bytes_of(dolen_secret_bytes(shares) + (number - 1U) * 32, 32));
    const dolen_share_file file = {.federation = region->key.federation,
                                   .epoch = 1,
                                   .number = number,
                                   .threshold = 2,
                                   .holders = HOLDER_PROCESSES,
                                   .secret = secret};
    char path[PATH_MAX];

    assert_int_equal(DOLEN_OK,
                     dolen_key_files_write_share(temp_folder_file(&region->pki.folder, name, path), &file, NULL));
}

/** Write holder `number`'s configuration; `kind` ("right" or "wrong") chooses federation file and share. */
static inline void holder_region_configure(const holder_region *region, uint8_t number, const char *kind)
{
    const holder_process *holder = &region->holders[number - 1];
    const char *folder = region->pki.folder.path;
    char vkey[DOLEN_NOTE_KEY_TEXT];
    char text[8 * PATH_MAX];
    char name[64];
    char path[PATH_MAX];

    dolen_note_write_key(&region->governance_key, vkey);
    snprintf(text, sizeof text,
             "[listen]\naddress = 127.0.0.1:%d\n[tls]\ncertificate = %s\nkey = %s\nauthority = %s\nrevocations = %s\n"
             "[federation]\nfile = %s/%s.federation\ngovernance-key = %s\n"
             "[quota]\ndaily = %d\nperson = %d\nfile = %s/counts-%d\n[share one]\nfile = %s/%s-%d.share\n",
             holder->port, holder->pair.certificate, holder->pair.key, region->pki.authority, region->pki.revocation,
             folder, kind, vkey, region->daily, region->person ? region->person : 200, folder, number, folder, kind,
             number);
    snprintf(name, sizeof name, "holder-%d.conf", number);
    assert_int_equal(DOLEN_OK, dolen_file_write(temp_folder_file(&region->pki.folder, name, path),
                                                dolen_bytes_of_string(text), 0600, NULL));
}

static inline void holder_region_exec(const char *config, const char *notify, const char *log)
{
    const int file = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);

    dup2(file, STDERR_FILENO);
    setenv("NOTIFY_SOCKET", notify, 1);
    execl(DOLEN_BUILD_FOLDER "/bin/dolen-keyholder", "dolen-keyholder", "--config", config, (char *)NULL);
    _exit(127);
}

/** Start holder `number` and wait until it says that it serves; false if it ends instead. */
static inline bool holder_region_start(holder_region *region, uint8_t number)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    char config[PATH_MAX];
    char log[PATH_MAX];
    char name[64];
    char message[256] = "";

    snprintf(name, sizeof name, "holder-%d.conf", number);
    temp_folder_file(&region->pki.folder, name, config);
    snprintf(name, sizeof name, "holder-%d.log", number);
    temp_folder_file(&region->pki.folder, name, log);
    snprintf(at.sun_path, sizeof at.sun_path, "%.80s/notify-%d", region->pki.folder.path, number);
    unlink(at.sun_path);
    const int listener = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(0, bind(listener, (struct sockaddr *)&at, sizeof at));
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0)
        holder_region_exec(config, at.sun_path, log);
    region->holders[number - 1].process = child;
    const int child_end = (int)syscall(SYS_pidfd_open, child, 0);
    struct pollfd either[] = {{.fd = listener, .events = POLLIN}, {.fd = child_end, .events = POLLIN}};
    assert_true(child_end >= 0 && poll(either, 2, HOLDER_READY_MS) > 0);
    const ssize_t got = recv(listener, message, sizeof message - 1, MSG_DONTWAIT);
    close(listener);
    close(child_end);
    return got > 0 && strstr(message, "READY=1") != NULL;
}

/** End a holder by this signal and wait for it; its exit code, or -1 when the signal killed it. */
static inline int holder_region_end(holder_region *region, uint8_t number, int signal_number)
{
    holder_process *holder = &region->holders[number - 1];
    int status = 0;

    if (!holder->process)
        return -1;
    kill(holder->process, signal_number);
    waitpid(holder->process, &status, 0);
    holder->process = 0;
    if (WIFSIGNALED(status) && WTERMSIG(status) != signal_number)
        print_error("holder %d ended by signal %d\n", number, WTERMSIG(status));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline bool holder_region_allow(void *context, const dolen_peer *peer)
{
    const holder_region *region = context;
    dolen_digest key;

    memcpy(key.bytes, peer->spki_sha256, sizeof key.bytes);
    return dolen_federation_is_pinned(region->federation, dolen_peer_role_word(peer->role), peer->code, &key);
}

/** How a party with this certificate reaches holder `number`. */
static inline dolen_http_target holder_region_target(holder_region *region, uint8_t number, const test_pki_pair *as)
{
    return (dolen_http_target){.url = region->federation->holders[number - 1].endpoint,
                               .certificate_file = as->certificate,
                               .key_file = as->key,
                               .trust = region->trust,
                               .expect = {.federation = region->federation->name,
                                          .role = DOLEN_PEER_KEYHOLDER,
                                          .code = region->federation->holders[number - 1].code},
                               .pins = {.allow = holder_region_allow, .context = region}};
}

static inline void holder_region_make_keys(holder_region *region)
{
    region->joint = dolen_secret_new(32);
    dolen_scalar_random((dolen_scalar *)dolen_secret_fill(region->joint), 1);
    region->key = (dolen_joint_key){
        .federation = dolen_code_of("gwent"), .epoch = 1, .threshold = 2, .holders = HOLDER_PROCESSES};
    assert_int_equal(DOLEN_OK, dolen_shamir_split(region->joint, (dolen_shamir_plan){2, HOLDER_PROCESSES},
                                                  &region->shares, NULL, NULL));
    assert_int_equal(DOLEN_OK, dolen_joint_key_fill(&region->key, region->shares, NULL));
    region->governance = dolen_signing_key_new();
    assert_int_equal(DOLEN_OK,
                     dolen_note_make_key("governance", DOLEN_NOTE_ED25519, dolen_signing_key_public(region->governance),
                                         &region->governance_key, NULL));
}

static inline void holder_region_make_client(holder_region *region)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(10);
    dolen_http_target targets[HOLDER_PROCESSES];
    dolen_pseudonymiser_options options = {.key = &region->key, .holder_count = HOLDER_PROCESSES};
    char path[PATH_MAX];
    dolen_err err = {0};

    const dolen_status read =
        dolen_federation_read_file(temp_folder_file(&region->pki.folder, "right.federation", path),
                                   &region->governance_key, &region->federation, problems, &err);
    dolen_problems_print(problems, stderr);
    assert_int_equal(DOLEN_OK, read);
    const dolen_trust_options trust = {.federation = region->key.federation,
                                       .authority_file = region->pki.authority,
                                       .revocation_file = region->pki.revocation,
                                       .clock = dolen_clock_system()};
    assert_ok(dolen_trust_new(trust, &region->trust, &err));
    for (uint8_t i = 0; i < HOLDER_PROCESSES; i++) {
        targets[i] = holder_region_target(region, (uint8_t)(i + 1), &region->agency);
        options.holders[i] = (dolen_pseudonym_holder){(uint8_t)(i + 1), region->federation->holders[i].code};
    }
    assert_ok(dolen_http_race_new(targets, HOLDER_PROCESSES, 0, &region->race, &err));
    region->metrics = dolen_metrics_new();
    options.metrics = region->metrics;
    options.link = dolen_holder_link_of(region->race);
    assert_ok(dolen_pseudonymiser_new(&options, &region->by, &err));
}

static inline void holder_region_drop_client(holder_region *region)
{
    dolen_pseudonymiser_free(region->by);
    dolen_metrics_free(region->metrics);
    dolen_http_race_free(region->race);
    dolen_trust_free(region->trust);
    dolen_federation_free(region->federation);
}

/** How often the agency counted this fault of a holder: "down", "slow" or "lied". */
static inline int64_t holder_region_faults(const holder_region *region, const char *holder, const char *fault)
{
    dolen_metric *faults =
        dolen_metrics_make(region->metrics, (dolen_metric_about){.name = "dolen_key_holder_faults_total"});

    return dolen_metric_value(faults, holder, fault);
}

/** Everything but the processes. */
static inline holder_region *holder_region_make(int daily)
{
    holder_region *region = calloc(1, sizeof *region);
    char name[64];

    region->daily = daily;
    region->pki = test_pki_make("gwent");
    holder_region_make_keys(region);
    for (uint8_t i = 1; i <= HOLDER_PROCESSES; i++) {
        snprintf(name, sizeof name, "KH%d", i);
        region->holders[i - 1].pair = test_pki_issue(&region->pki, "keyholder", name);
        region->holders[i - 1].port = holder_region_free_port();
        snprintf(name, sizeof name, "right-%d.share", i);
        holder_region_write_share(region, region->shares, i, name);
    }
    region->agency = test_pki_issue(&region->pki, "agency", "NPT");
    region->broker = test_pki_issue(&region->pki, "broker", "HUB");
    region->stranger = test_pki_issue(&region->pki, "agency", "SWA");
    holder_region_write_federation(region, &region->key, "right.federation");
    for (uint8_t i = 1; i <= HOLDER_PROCESSES; i++)
        holder_region_configure(region, i, "right");
    holder_region_make_client(region);
    return region;
}

static inline void holder_region_free(holder_region *region)
{
    for (uint8_t i = 1; i <= HOLDER_PROCESSES; i++)
        if (region->holders[i - 1].process) {
            kill(region->holders[i - 1].process, SIGCONT);
            holder_region_end(region, i, SIGKILL);
        }
    holder_region_drop_client(region);
    dolen_signing_key_free(region->governance);
    dolen_secret_free(region->joint);
    dolen_secret_free(region->shares);
    test_pki_remove(&region->pki);
    free(region);
}

/** The pseudonym of a key, worked out from the joint key at once. */
static inline dolen_pseudonym holder_region_expect(const holder_region *region, const dolen_match_key *key)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(1 << 14);
    const dolen_threshold_input input = {region->key.federation, key->kind, DOLEN_NORMALISER_VERSION, key->canonical};
    const dolen_scalar one = dolen_scalar_of(1);
    uint8_t output[DOLEN_OPRF_OUTPUT];
    dolen_element element;
    dolen_pseudonym pseudonym;
    dolen_bytes bytes;

    assert_int_equal(DOLEN_OK, dolen_threshold_encode(&input, arena, &bytes, NULL));
    assert_int_equal(DOLEN_OK, dolen_oprf_hash(DOLEN_OPRF_VERIFIABLE, bytes, &element, NULL));
    assert_int_equal(DOLEN_OK, dolen_oprf_evaluate((const dolen_scalar *)dolen_secret_bytes(region->joint), &element,
                                                   &element, NULL));
    assert_int_equal(DOLEN_OK, dolen_oprf_finalize(bytes, &one, &element, output, NULL));
    memcpy(pseudonym.bytes, output, sizeof pseudonym.bytes);
    return pseudonym;
}

#endif
