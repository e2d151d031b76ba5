-- Roles of the cluster and what they may do with this database. Runs as the administrator; every later file runs as
-- dolen_owner. No role has a password: an operator grants them to login users or lets peer authentication map them.
--   dolen_owner    owns the schema; used by migrations alone
--   dolen_service  what the running service connects as
--   dolen_eraser   the retention job: may erase texts whose time is over, and nothing else
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['dolen_owner', 'dolen_service', 'dolen_eraser'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I LOGIN', wanted);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
END
$$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO dolen_owner;
GRANT USAGE ON SCHEMA public TO dolen_service, dolen_eraser;
