#include "node/agency/service/service_settings.h"

#include <stddef.h>

#include "node/agency/agency.h"

/* A member's name cannot be parenthesised. NOLINTBEGIN(bugprone-macro-parentheses) */
#define SETTING(section_, key_, kind_, otherwise_, field_, help_)                                                      \
    {                                                                                                                  \
        .section = section_, .key = key_, .kind = kind_, .otherwise = otherwise_,                                      \
        .offset = offsetof(dolen_agency_settings, field_), .help = help_                                               \
    }

#define RANGE(section_, key_, kind_, otherwise_, least_, most_, field_, help_)                                         \
    {                                                                                                                  \
        .section = section_, .key = key_, .kind = kind_, .otherwise = otherwise_, .least = least_, .most = most_,      \
        .offset = offsetof(dolen_agency_settings, field_), .help = help_                                               \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

const dolen_setting dolen_agency_settings_table[] = {
    SETTING("agency", "code", DOLEN_SETTING_CODE, NULL, agency, "this agency's code in the federation file"),
    SETTING("agency", "state", DOLEN_SETTING_FOLDER, NULL, state_folder, "folder for receipts, private to the node"),
    SETTING("federation", "file", DOLEN_SETTING_FILE, NULL, federation_file, "the signed federation file"),
    SETTING("federation", "governance-key", DOLEN_SETTING_TEXT, NULL, governance_key,
            "verifier key (name+id+base64) of the partnership's governance key"),
    SETTING("rules", "folder", DOLEN_SETTING_FOLDER, NULL, rules_folder, "folder of the rule files"),
    SETTING("keys", "node", DOLEN_SETTING_SECRET_FILE, NULL, node_key_file,
            "the node's own key: 64 hexadecimal digits"),
    SETTING("keys", "signing", DOLEN_SETTING_SECRET_FILE, NULL, signing_key_file,
            "signing key of deltas and questions"),
    SETTING("keys", "witness", DOLEN_SETTING_SECRET_FILE, "", witness_key_file,
            "key for confirming the hub's ledger (dolen key witness); without it this node is no witness"),
    RANGE("witness", "interval", DOLEN_SETTING_DURATION, "10 s", 1000, 3600000, witness_interval,
          "how often the hub's ledger is looked at"),
    RANGE("witness", "reconcile", DOLEN_SETTING_DURATION, "1 d", 0, INT64_C(604800000), reconcile_interval,
          "how often the ledger is compared with this agency's own searches; 0 s: never"),
    SETTING("tls", "certificate", DOLEN_SETTING_FILE, NULL, certificate_file, "own certificate, PEM"),
    SETTING("tls", "key", DOLEN_SETTING_SECRET_FILE, NULL, certificate_key_file, "its private key, PEM"),
    SETTING("tls", "authority", DOLEN_SETTING_FILE, NULL, authority_file, "the federation's authority, PEM"),
    SETTING("tls", "revocations", DOLEN_SETTING_PATH, NULL, revocation_file, "its revocation list, PEM"),
    SETTING("database", "connect", DOLEN_SETTING_TEXT, NULL, database, "libpq connection string, without a password"),
    RANGE("database", "connections", DOLEN_SETTING_NUMBER, "10", 3, DOLEN_POOL_LIMIT, database_connections,
          "connections to the database"),
    SETTING("web", "listen", DOLEN_SETTING_ADDRESS, NULL, web_listen, "where browsers connect"),
    SETTING("web", "certificate", DOLEN_SETTING_FILE, NULL, web_certificate_file, "certificate for browsers, PEM"),
    SETTING("web", "key", DOLEN_SETTING_SECRET_FILE, NULL, web_key_file, "its private key, PEM"),
    RANGE("web", "connections", DOLEN_SETTING_NUMBER, "256", 4, 4096, web_connections, "connections at a time"),
    SETTING("sign-in", "second-factor", DOLEN_SETTING_SWITCH, "yes", second_factor,
            "must everybody who signs in have an authenticator app? With no, they may"),
    SETTING(
        "openid", "issuer", DOLEN_SETTING_TEXT, "", openid_issuer,
        "the agency's OpenID provider: its https:// address exactly as it writes it; without it only local accounts"),
    SETTING("openid", "client", DOLEN_SETTING_TEXT, "", openid_client, "the node's client id there"),
    SETTING("openid", "secret", DOLEN_SETTING_SECRET_FILE, "", openid_secret_file, "file with the client's secret"),
    SETTING("openid", "redirect", DOLEN_SETTING_TEXT, "", openid_redirect,
            "https://HOST/openid/callback, with the host that browsers use, as registered there"),
    SETTING("openid", "scopes", DOLEN_SETTING_TEXT, "openid profile", openid_scopes, "scopes to ask for"),
    SETTING("openid", "role-claim", DOLEN_SETTING_TEXT, "roles", openid_role_claim,
            "claim of the ID token that gives roles: a text or a list of texts"),
    SETTING("openid", "roles", DOLEN_SETTING_LIST, "", openid_roles,
            "which of its values is which role, as VALUE:role-code; the first is the usual one; others give none"),
    SETTING("openid", "minimum-acr", DOLEN_SETTING_LIST, "", openid_minimum_acr,
            "values of acr of which one must have been reached; without it any will do"),
    SETTING("openid", "user-claim", DOLEN_SETTING_TEXT, "preferred_username", openid_user_claim,
            "claim that names the account at the first sign-in; people must not be able to choose it themselves"),
    SETTING("openid", "authority", DOLEN_SETTING_FILE, "", openid_authority_file,
            "authorities of the provider's certificate, PEM; without it the system's"),
    SETTING("openid", "create", DOLEN_SETTING_SWITCH, "no", openid_create,
            "is an account made at somebody's first sign-in? It waits to be confirmed by an administrator"),
    SETTING("openid", "local-accounts", DOLEN_SETTING_SWITCH, "yes", openid_local_accounts,
            "may people sign in with a local account as well?"),
    SETTING("administration", "listen", DOLEN_SETTING_ADDRESS, NULL, socket_listen,
            "Unix socket for the dolen command: unix:PATH"),
    SETTING("publish", "mapping", DOLEN_SETTING_FILE, NULL, mapping_file, "which column of the extract is what"),
    RANGE("publish", "threads", DOLEN_SETTING_NUMBER, "4", 1, 64, publish_threads,
          "people are made into records on so many threads"),
    RANGE("broker", "timeout", DOLEN_SETTING_DURATION, "15 s", 1000, 120000, query_timeout,
          "how long an answer may take"),
    RANGE("notices", "interval", DOLEN_SETTING_DURATION, "5 s", 1000, 3600000, notice_interval,
          "how often the broker is asked who consulted this agency's records, and for alerts about watched ones"),
    RANGE("oversight", "sample", DOLEN_SETTING_NUMBER, "25", 0, 500, sample,
          "so many of each week's searches are drawn by lot for review; 0: none"),
    RANGE("oversight", "sample-hour", DOLEN_SETTING_NUMBER, "6", 0, 23, sample_hour,
          "from this hour of Monday (UTC) last week's are drawn"),
    RANGE("oversight", "sample-days", DOLEN_SETTING_NUMBER, "14", 1, 90, sample_days,
          "within so many days a drawn search is to be reviewed"),
    RANGE("oversight", "find-unusual", DOLEN_SETTING_DURATION, "1 d", 0, INT64_C(604800000), oversight_interval,
          "how often staff's searches are looked through for unusual use; 0 s: never"),
    RANGE("oversight", "past", DOLEN_SETTING_DURATION, "90 d", INT64_C(2592000000), INT64_C(34560000000),
          oversight_past, "how far back searches are compared with each other"),
    RANGE("oversight", "past-days", DOLEN_SETTING_NUMBER, "8", 3, 100, oversight_past_days,
          "own days that must lie before, where a day or night is compared with somebody's own past"),
    RANGE(
        "oversight", "surname-chance", DOLEN_SETTING_NUMBER, "150", 0, 1000, oversight_surname_chance,
        "own surname: found where chance brings at most so many thousandths to somebody's cases of 30 days; 0: never"),
    SETTING("oversight", "own-address", DOLEN_SETTING_SWITCH, "yes", oversight_own_address,
            "is a search for the own home found, where it was entered?"),
    RANGE("oversight", "day-least", DOLEN_SETTING_NUMBER, "30", 0, 10000, oversight_many_least,
          "many in a day: so many people and addresses at least; 0: never"),
    RANGE("oversight", "day-spreads", DOLEN_SETTING_NUMBER, "8", 1, 100, oversight_many_spreads,
          "and so many times their usual spread above what is usual for them, and twice that"),
    RANGE("oversight", "night-from", DOLEN_SETTING_NUMBER, "22", 0, 23, oversight_night_from,
          "hour (UTC) from which it is night; the same as night-until: never"),
    RANGE("oversight", "night-until", DOLEN_SETTING_NUMBER, "6", 0, 23, oversight_night_until,
          "hour (UTC) from which it is not"),
    RANGE("oversight", "again", DOLEN_SETTING_NUMBER, "6", 0, 100, oversight_again_least,
          "again and again: so many days in 30 beyond one for each case reference; 0: never"),
    RANGE("oversight", "families", DOLEN_SETTING_NUMBER, "7", 0, 1000, oversight_families_least,
          "families under one case reference; 0: never"),
    RANGE("oversight", "team-cases", DOLEN_SETTING_NUMBER, "3", 0, 10000, oversight_team_cases,
          "another team's case: routine where colleagues share so many of that team's cases; 0: never"),
    SETTING("programs", "listen", DOLEN_SETTING_ADDRESS, "", programs_listen,
            "where the agency's other programs connect; without it they cannot"),
    SETTING("programs", "authority", DOLEN_SETTING_PATH, "", programs_authority_file,
            "the agency's own authority for its programs, PEM; not the federation's"),
    SETTING("programs", "revocations", DOLEN_SETTING_PATH, "", programs_revocation_file, "its revocation list, PEM"),
    SETTING("programs", "allow", DOLEN_SETTING_LIST, "", programs_allow,
            "programs that may connect, as CODE:SHA-256 of the public key"),
    {0},
};
