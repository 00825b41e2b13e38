-- Makes the database of an installation. Run it once, as the server's superuser:
--
--     psql -v ON_ERROR_STOP=1 -f deploy/postgresql.sql
--     psql -c '\password zorginkoop_beheer' -c '\password zorginkoop'
--
-- zorginkoop_beheer owns the tables: only `migrate` and `restore` use it. zorginkoop is the site and its worker: it reads
-- and writes rows and owns nothing, so it cannot take away the triggers that watch over the log.

CREATE ROLE zorginkoop_beheer LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE ROLE zorginkoop LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE DATABASE zorginkoop OWNER zorginkoop_beheer ENCODING 'UTF8' TEMPLATE template0;

\connect zorginkoop

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO zorginkoop_beheer;
GRANT USAGE ON SCHEMA public TO zorginkoop;
ALTER DEFAULT PRIVILEGES FOR ROLE zorginkoop_beheer IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO zorginkoop;
ALTER DEFAULT PRIVILEGES FOR ROLE zorginkoop_beheer IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO zorginkoop;
