/**
 * `dolen database`: bring a database's schema up to date, or say where it stands. No service does so by itself.
 */
#ifndef DOLEN_NODE_TOOLS_DATABASE_H
#define DOLEN_NODE_TOOLS_DATABASE_H

/**
 * `migrate|status --conninfo TEXT --sql FOLDER [--schema broker|node] [--json]`. FOLDER holds the numbered files, or a
 * folder of that schema's name which does. Connects as an administrator who may make roles. Exit codes as tool.h says;
 * `status` answers 1 when something is missing or was changed.
 */
int dolen_tool_database(int argc, char **argv);

#endif
