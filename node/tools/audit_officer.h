/**
 * The data-protection officer's part of `dolen audit`: find, export, entry, alerts, readings, all through the running
 * node (IG-09, IG-12).
 *
 * Each names the account, its role and the ground of the reading, which is logged before anything is printed. Text that
 * people typed is printed harmless (printable.h). Threads: the main thread.
 */
#ifndef DOLEN_NODE_TOOLS_AUDIT_OFFICER_H
#define DOLEN_NODE_TOOLS_AUDIT_OFFICER_H

/** `dolen audit find`: which searches were made, by whom, why, about whom. The process's exit code. */
int dolen_audit_officer_find(int argc, char **argv);

/** `dolen audit entry`: one search in full, with its proof and how it was decided. The process's exit code. */
int dolen_audit_officer_entry(int argc, char **argv);

/** `dolen audit export`: what find finds, as a file (CSV, JSON, FHIR). The process's exit code. */
int dolen_audit_officer_export(int argc, char **argv);

/** `dolen audit alerts`: what staff looked at and did in alerts. The process's exit code. */
int dolen_audit_officer_alerts(int argc, char **argv);

/** `dolen audit readings`: who read the log. The process's exit code. */
int dolen_audit_officer_readings(int argc, char **argv);

#endif
