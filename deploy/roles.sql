-- PostgreSQL 15 or newer: the database and its two roles. May run again; then passwords are set anew, nothing is lost.
--   OWNER_PASSWORD=… WEB_PASSWORD=… psql -v ON_ERROR_STOP=1 -f roles.sql     (as the user postgres)
-- sekin_owner owns everything and migrates. sekin_web is what web, worker and tick use: rows, but no tables.

\getenv owner_password OWNER_PASSWORD
\getenv web_password WEB_PASSWORD

SELECT format('CREATE ROLE %I LOGIN', name) FROM unnest(ARRAY['sekin_owner', 'sekin_web']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE sekin_owner PASSWORD :'owner_password';
ALTER ROLE sekin_web PASSWORD :'web_password';

-- The settings ask for this on each connection too; here for whoever connects otherwise.
ALTER ROLE sekin_web SET jit = off;
ALTER ROLE sekin_web SET idle_in_transaction_session_timeout = '5min';

SELECT 'CREATE DATABASE sekin OWNER sekin_owner TEMPLATE template0 ENCODING ''UTF8'''
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'sekin') \gexec

\connect sekin

REVOKE ALL ON DATABASE sekin FROM PUBLIC;
GRANT CONNECT ON DATABASE sekin TO sekin_web;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- Whatever the owner creates, now and in later migrations.
ALTER DEFAULT PRIVILEGES FOR ROLE sekin_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO sekin_web;
ALTER DEFAULT PRIVILEGES FOR ROLE sekin_owner GRANT USAGE, SELECT ON SEQUENCES TO sekin_web;
