"""Is this a Postgres that Isogloss can work in? Asked when a store is opened, so that what was set wrongly is said in
one sentence with its mend, and nobody is told to wait for what will not come.

A refused connection has no error code, only the server's words (``REFUSALS``); where those are none that we know (a
server may speak German), they are quoted. Nothing here keeps to a session: behind a pooler each transaction may meet
another.
"""

import re
from typing import Any

from sqlalchemy import URL, Connection, make_url, text

from isogloss.vocabulary.errors import IsoglossError, Refused, Unavailable

#: What the workflow engine's tables and ours ask of a server.
OLDEST = 13
SCHEMA_OF_JOBS = "dbos"
_URL = "ISOGLOSS_DATABASE_URL"
_NAME = r'"([^"]+)"'
_SOCKET = r'socket "([^"]+)" failed'
#: How a Postgres is connected to where its address does not say.
_CONNECT = {"connect_timeout": 5, "keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3}

#: What libpq, the server or a pooler say to somebody they let in only once something is mended, what that means ({0} is
#: the name they say), and its mend.
REFUSALS: tuple[tuple[str, str, str], ...] = (
    (r"no password supplied", "The database asks for a password, and its address has none.",
     f"Put it into {_URL}: postgresql://user:password@host/name."),
    (rf"password authentication failed for user {_NAME}|SASL authentication failed",
     "The database does not take this name and password{of}.",
     f"Correct them in {_URL}; signs such as @ or / in a password are written %40, %2F."),
    (rf"role {_NAME} does not exist|no such user: {_NAME}", "The database knows no role “{0}”.",
     f"Correct the name in {_URL}, or have the role made: CREATE ROLE \"{{0}}\" LOGIN;"),
    (rf"role {_NAME} is not permitted to log in", "The role “{0}” may not log in to the database.",
     "Have an administrator run: ALTER ROLE \"{0}\" LOGIN;"),
    (rf"(?:Peer|Ident) authentication failed for user {_NAME}",
     "The database lets the role “{0}” in from an account of that name only.",
     f"Name a host and a password in {_URL}, or run Isogloss as that account."),
    (rf"database {_NAME} does not exist|no such database: (\S+)", "There is no database “{0}” on this server.",
     f"Correct its name in {_URL}, or make it: CREATE DATABASE \"{{0}}\" ENCODING 'UTF8' TEMPLATE template0;"),
    (rf"permission denied for database {_NAME}", "The database role may not connect to the database “{0}”.",
     "Have an administrator run: GRANT CONNECT ON DATABASE \"{0}\" TO the role in the address;"),
    (r"no pg_hba\.conf entry|pg_hba\.conf rejects|SSL (?:connection )?(?:is )?required",
     "The database lets nobody of this name in from this machine.",
     f"Have an administrator add a line for it to pg_hba.conf; where that asks for encryption, add ?sslmode=require to "
     f"{_URL}."),
    (r"does not support SSL", "The database speaks without encryption only, and its address asks for it.",
     f"Take sslmode out of {_URL}, or have encryption switched on at the server."),
    (r"certificate verify failed|root certificate file|certificate for",
     "The database's certificate cannot be verified.",
     f"Name the one it is signed by in {_URL} (?sslrootcert=FILE), or say ?sslmode=require."),
    (r"statement pooling", "The pooler before the database hands out statements one by one, and Isogloss writes "
     "several as one.", "Set pool_mode to transaction or session there."),
    (r"bouncer config error", "The pooler before the database knows no such database, or no such role.",
     f"Correct the names in {_URL}, or have them added to the pooler's [databases] and users."),
    (r"unsupported startup parameter", "The pooler before the database does not take the options in the address.",
     f"Take options out of {_URL}, or name the server itself."),
    (r"invalid (?:connection option|URI query parameter).*?\"([^\"]+)\"", "A database's address has no option “{0}”.",
     f"Correct what stands behind the ? in {_URL}."),
    (r"invalid (\w+) value", "An option of the database's address, {0}, has no such value.",
     f"Correct what stands behind the ? in {_URL}."),
)  # fmt: skip

#: The same of a server that is not found ({at} is its address). At a start the address is likely to be wrong. Later the
#: server is likely to come back: a service that is started anew has no name, and a server no socket, for a moment.
NOWHERE: tuple[tuple[str, str, str], ...] = (
    (rf"could not translate host name {_NAME}|failed to resolve host '([^']+)'|resolution failed",
     "No machine of the name “{0}” is found for the database.",
     f"Correct the host in {_URL}; signs such as @ or / in a password are written %40, %2F."),
    # The resolver's own words, which psycopg 3.2.1 passes on without the name.
    (r"name or service not known|nodename nor servname provided|temporary failure in name resolution",
     "No machine is found for the database at {at}.", f"Correct the host in {_URL}."),
    (rf"{_SOCKET}: No such file|{_SOCKET}: Permission denied|{_SOCKET}", "No Postgres is found at the socket {0}.",
     f"Correct folder and port in {_URL} (?host=/folder&port=5432), and see that the server runs."),
    (r"invalid response|expected authentication request|invalid length of|unsupported frontend|did not identify",
     "What answers at {at} is no Postgres.", f"Correct host and port in {_URL}."),
)  # fmt: skip

#: A server that has no room, or is not ready: these pass.
FULL = re.compile(r"too many clients|connection slots are reserved|too many connections|no more connections allowed")
AWAY = re.compile(
    r"Connection refused|timeout expired|connection timeout|No route to host|Network is unreachable|"
    r"server closed the connection|could not receive data|has been failing|cannot connect to server"
)
STARTING = re.compile(r"starting up|shutting down|in recovery mode|not yet accepting|consistent recovery state")


def no_room() -> Unavailable:
    """All connections that the server gives are taken."""
    return Unavailable(
        "unavailable",
        "The database has no connection left.",
        hint="Raise its max_connections, start fewer workers, or put a pooler before it; servers and workers go on "
        "by themselves once there is one.",
    )


def starting() -> Unavailable:
    """The server is there, and will be ready."""
    return Unavailable("unavailable", "The database is starting or stopping.", hint="Try again in a moment.")


def meaning(words: str, url: URL) -> IsoglossError:
    """What a connection failed for, from the words that it failed with."""
    if FULL.search(words):
        return no_room()
    if STARTING.search(words):
        return starting()
    at = f"{url.host or 'this machine'}:{url.port or 5432}"
    for pattern, sentence, mend in REFUSALS + NOWHERE:
        if found := re.search(pattern, words, re.IGNORECASE):
            name = next((group for group in found.groups() if group), "")
            said = {"of": f" (role “{name}”)" if name else "", "at": at}
            return _refused(sentence.format(name, **said), mend.format(name, **said))
    if AWAY.search(words):
        return Unavailable(
            "unreachable",
            f"No Postgres answers at {at}.",
            hint=f"Correct host and port in {_URL}, and see that the server runs and listens there; then start again.",
        )
    return _refused(f"The database refuses the connection: {_last(words)}.", f"See {_URL}, and the server's log.")


def refusing(words: str) -> bool:
    """Whether these are the words of a server that will not let Isogloss in before something is mended."""
    return any(re.search(pattern, words, re.IGNORECASE) for pattern, _, _ in REFUSALS)


def _refused(sentence: str, mend: str) -> Refused:
    return Refused("database_refused", sentence, hint=mend, field="database_url")


def _last(words: str) -> str:
    """The server's own last words, without where it stands and how grave it finds them."""
    line = next((line for line in reversed(words.strip().splitlines()) if line.strip()), "no reason given")
    return re.sub(r"^.*\b[A-Z]{4,}:\s+", "", line).strip(" .")[:200]


def check_server(address: str, *, writing: bool) -> None:
    """Connect once, and refuse what Isogloss could not work in; nothing is changed.

    Raises Refused, or Unavailable where it will pass.
    """
    import psycopg  # Installations on SQLite do without.

    url = make_url(address)
    # Whatever the driver finds fault with (also in the address) has one place here.
    try:
        with psycopg.connect(**_parameters(url), **connect_options(url)) as connection:
            info = connection.info
            check_kind(info.server_version, info.parameter_status("server_encoding") or "UTF8", info.dbname)
            row = connection.execute("SELECT current_setting('transaction_read_only'), pg_is_in_recovery()").fetchone()
    except (psycopg.Error, UnicodeError, ValueError) as error:
        raise meaning(str(error), url) from error
    if writing and row and (row[0] == "on" or row[1]):
        raise _cannot_write(standby=bool(row[1]))


def connect_options(url: URL) -> dict[str, Any]:
    """How to connect to it, beside what its address says, which stands."""
    return {name: value for name, value in _CONNECT.items() if name not in url.query}


def _parameters(url: URL) -> dict[str, Any]:
    from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

    return dict(PGDialect_psycopg().create_connect_args(url)[1])


def check_kind(version: int, encoding: str, name: str) -> None:
    """Refuse servers that are too old, and databases that cannot hold every script."""
    if version < OLDEST * 10_000:
        raise _refused(
            f"The database server is Postgres {version // 10_000}, and Isogloss needs {OLDEST} or newer.",
            "Update the server, or name a newer one.",
        )
    if encoding.upper() not in ("UTF8", "UTF-8", "UNICODE"):
        raise _refused(
            f"The database “{name}” keeps text as {encoding}, which cannot hold every script.",
            "Make another one, and name it in the address: CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0;",
        )


def _cannot_write(*, standby: bool) -> Refused:
    why = "it is a standby" if standby else "its role may only read"
    return _refused(
        f"The database takes no writes: {why}.",
        f"Name the primary server in {_URL}, or only show what is there: isogloss serve --read-only.",
    )


_RIGHTS = """
    SELECT quote_ident(current_user), quote_ident(current_database()), quote_ident(current_schema()),
           has_schema_privilege(current_schema(), 'CREATE'),
           has_database_privilege(current_database(), 'CREATE') OR to_regnamespace('dbos') IS NOT NULL
"""


def check_rights(connection: Connection, *, jobs: bool = False) -> None:
    """Refuse a role that may not make the tables it is about to make: ours, or with ``jobs`` the workflow engine's,
    which stand in a schema of their own. Says every GRANT that is lacking, so that one visit to the owner is enough.
    """
    role, database, schema, ours, engines = connection.execute(text(_RIGHTS)).one()
    lacking = [] if ours else [f"GRANT CREATE ON SCHEMA {schema} TO {role};"]
    lacking += [] if engines else [f"GRANT CREATE ON DATABASE {database} TO {role};"]
    if engines if jobs else ours:
        return
    what = f"the schema {SCHEMA_OF_JOBS}" if jobs else f"tables in the schema {schema}"
    raise _refused(
        f"The role {role} may not make {what} of the database {database}.",
        f"Have an administrator run: {' '.join(lacking)}",
    )


def pooled(connection: Connection) -> bool:
    """Whether a pooler stands between: it tells another process number than the server's."""
    told = connection.connection.dbapi_connection.info.backend_pid  # type: ignore[union-attr]
    return bool(told != connection.execute(text("SELECT pg_backend_pid()")).scalar())
