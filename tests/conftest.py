"""What all tests share: fresh databases of both kinds, and an environment that is told nothing.

One PostgreSQL serves the whole run, also when several processes share the tests: the first test that asks
for it starts it on a free port of the loopback address; the process that began the run stops it at the end.
"""

import fcntl
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# A proof does not depend on how busy the machine is.
hypothesis_settings.register_profile(
    "house", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("house")

_PREFIX = "dangyuan-postgresql-"
_OPTIONS = "-h 127.0.0.1 -p {port} -k {home} -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@dataclass(frozen=True, kw_only=True, slots=True)
class PostgreSQL:
    """The tests' own database server, all of whose files lie in ``home``."""

    home: Path

    def port(self) -> int:
        """The port it answers on; the first process that asks starts it."""
        known = self.home / "port"
        with (self.home / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not known.exists():
                known.write_text(str(self._start()))
            return int(known.read_text())

    def stop(self) -> None:
        """End it, if it was ever started, and remove its files."""
        if (self.home / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.home, ignore_errors=True)

    @contextmanager
    def database(self, options: str = "") -> Iterator[str]:
        """A fresh, empty database for as long as it is wanted, as SQLAlchemy's URL; ``options`` of CREATE DATABASE."""
        port = self.port()
        name = f"test_{uuid4().hex}"
        server = f"host=127.0.0.1 port={port} user=postgres dbname=postgres"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 {options}".encode())
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/{name}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def _start(self) -> int:
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root; its Debian package brings this account
            account = pwd.getpwnam("postgres")
            os.chown(self.home, account.pw_uid, account.pw_gid)
        made = self._run(
            "initdb", "-D", "data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "-N"
        )
        assert made.returncode == 0, made.stdout
        started = made
        for _ in range(5):  # between looking for a free port and taking it, another program may be quicker
            port = _free_port()
            options = _OPTIONS.format(port=port, home=self.home)
            started = self._run("pg_ctl", "-D", "data", "-l", "log", "-o", options, "-w", "start")
            if started.returncode == 0:
                return port
        raise RuntimeError(f"PostgreSQL does not start:\n{started.stdout}\n{(self.home / 'log').read_text()}")

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        account: dict[str, Any] = {}
        if os.geteuid() == 0:
            account = {"user": "postgres", "group": "postgres", "extra_groups": []}
        with (self.home / "out").open("w+") as out:  # a file: the server would keep a pipe open
            done = subprocess.run(
                [_binary(program), *arguments],
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
                **account,
            )
            out.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, out.read(), "")


def _binary(program: str) -> str:
    """Where Debian keeps a server program (not on the PATH, one folder a version), or what the PATH has."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(program)
    if found is None:
        raise RuntimeError(f"PostgreSQL's {program} was not found: `make setup-dev` installs what tests need")
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def pytest_configure(config: pytest.Config) -> None:
    """Keep a folder ready for the server, and end what an earlier run left behind when it was killed."""
    if hasattr(config, "workerinput"):
        return
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if os.access(left, os.W_OK) and not _alive(int(left.name.removeprefix(_PREFIX).partition("-")[0])):
            PostgreSQL(home=left).stop()
    config.stash[_server] = PostgreSQL(home=Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")))


_server = pytest.StashKey[PostgreSQL]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401  pytest-xdist publishes no type for it
    """Tell each of pytest-xdist's processes where the one server lies."""
    node.workerinput["postgresql"] = str(node.config.stash[_server].home)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server with the run."""
    if _server in config.stash:
        config.stash[_server].stop()


@pytest.fixture(scope="session")
def postgresql(request: pytest.FixtureRequest) -> PostgreSQL:
    """The run's PostgreSQL; nothing is started before somebody asks for its port."""
    told: dict[str, str] | None = getattr(request.config, "workerinput", None)
    return PostgreSQL(home=Path(told["postgresql"])) if told else request.config.stash[_server]


@pytest.fixture
def postgres_url(postgresql: PostgreSQL) -> Iterator[str]:
    """A fresh, empty PostgreSQL database for one test, as SQLAlchemy's URL."""
    with postgresql.database() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A fresh SQLite file for one test, as SQLAlchemy's URL; the file is made by whoever opens it."""
    return f"sqlite:///{tmp_path / 'x.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, empty database: the test runs once on each kind."""
    url: str = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param])
    return url


@pytest.fixture(autouse=True)
def _told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the settings of whoever runs it."""
    for name in list(os.environ):
        if name.startswith("DANGYUAN_"):
            monkeypatch.delenv(name)
