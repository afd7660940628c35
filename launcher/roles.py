"""The SQL that prepares a server: two roles, and an empty database to copy from.

`gandeng_owner` owns the databases and their tables. `gandeng_app`, as which the site, its
worker and the tests connect, may read and write rows; it is no superuser and does not bypass
row security. PostGIS needs a superuser to install, so `gandeng_empty` has it already: whoever
may create databases copies that one.
"""

OWNER = "gandeng_owner"
APP = "gandeng_app"
EMPTY = "gandeng_empty"

ROLES = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') THEN
        CREATE ROLE {OWNER} LOGIN NOSUPERUSER CREATEDB;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP}') THEN
        CREATE ROLE {APP} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
END $$;
GRANT {APP} TO {OWNER};
"""  # this module's own names # nosec B608

EXTENSIONS = """
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;
"""


def privileges(owner: str, app: str) -> str:
    """What `app` may do with the tables that `owner` will make in the current database."""
    return f"""
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    ALTER DEFAULT PRIVILEGES FOR ROLE {owner}
        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
    ALTER DEFAULT PRIVILEGES FOR ROLE {owner}
        GRANT USAGE, SELECT ON SEQUENCES TO {app};
    """


def create_database(name: str, template: str) -> str:
    return f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}"
