"""A PostgreSQL of the benchmarks' own, as durable as an installed one, on the loopback address while it is used."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def postgresql(database: str) -> Iterator[str]:
    """Start a server with an empty database of that name; gives its URL."""
    with tempfile.TemporaryDirectory(prefix="dangyuan-bench-pg-") as folder:
        home = Path(folder)
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            account = pwd.getpwnam("postgres")
            os.chown(home, account.pw_uid, account.pw_gid)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        _run(home, "initdb", "-D", "data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale")
        _run(home, "pg_ctl", "-D", "data", "-l", "log", "-o", f"-h 127.0.0.1 -p {port} -k {home}", "-w", "start")
        try:
            server = f"host=127.0.0.1 port={port} user=postgres"
            with psycopg.connect(f"{server} dbname=postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {database}".encode())
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/{database}"
        finally:
            _run(home, "pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")


def _run(home: Path, program: str, *arguments: str) -> None:
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
    binary = str(installed[-1]) if installed else shutil.which(program)
    if binary is None:
        raise RuntimeError(f"PostgreSQL's {program} was not found: `make setup-dev` installs it")
    owner = "postgres" if os.geteuid() == 0 else None
    with (home / "out").open("w") as out:
        subprocess.run([binary, *arguments], cwd=home, check=True, stdout=out, stderr=out, user=owner, group=owner)  # noqa: S603  our own command
