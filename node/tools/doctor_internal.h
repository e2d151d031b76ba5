/** What the parts of the examination share. */
#ifndef DOLEN_NODE_TOOLS_DOCTOR_INTERNAL_H
#define DOLEN_NODE_TOOLS_DOCTOR_INTERNAL_H

#include "governance/federation/federation.h"
#include "node/base/sections.h"
#include "node/net/certificate.h"
#include "node/tools/findings.h"

/** One examination: what is known so far. */
typedef struct examination {
    dolen_arena *arena;
    const char *config;
    dolen_sections settings;
    dolen_findings *findings;
    dolen_certificate_about own;  /**< its role is none while unknown */
    dolen_federation *federation; /**< NULL while unknown */
    dolen_trust *trust;           /**< NULL while unknown */
} examination;

/** A value of the configuration, or NULL. */
const char *dolen_doctor_value(const examination *e, const char *section, const char *key);

/** A path of the configuration, relative to its folder; NULL for none and for a credential of the service manager. */
const char *dolen_doctor_join(const examination *e, const char *value);

/** The same as a path, relative to the configuration's folder; NULL also for a credential of the service manager. */
const char *dolen_doctor_path(const examination *e, const char *section, const char *key);

/** The parts, in this order: each adds findings and leaves what it learned. */
void dolen_doctor_check_secrets(examination *e);
void dolen_doctor_check_certificates(examination *e);
void dolen_doctor_check_federation(examination *e);
void dolen_doctor_check_trust(examination *e);
void dolen_doctor_check_rules(examination *e);
void dolen_doctor_check_database(examination *e);
void dolen_doctor_check_peers(examination *e);
void dolen_doctor_check_program(examination *e);

#endif
