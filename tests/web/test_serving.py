"""``dangyuan serve`` as a program: it says where it is, answers, stops when told, and says why it cannot begin."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest


@contextmanager
def served(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The program over the demo in ``folder``; killed at the end where it has not stopped."""
    command = [sys.executable, "-m", "dangyuan_flow", "serve", "--db", str(folder / "dangyuan.db"), *options]
    quiet = {k: v for k, v in os.environ.items() if not k.startswith("DANGYUAN_")}
    program = subprocess.Popen(command, env=quiet, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        yield program
    finally:
        program.kill()
        program.communicate()


@pytest.fixture
def folder(demo: Path, tmp_path: Path) -> Path:
    """A fresh copy of the demo's store."""
    shutil.copyfile(demo / "dangyuan.db", tmp_path / "dangyuan.db")
    return tmp_path


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_answers_and_stops_when_told(folder: Path, ending: signal.Signals) -> None:
    with served(folder, "--port", "0") as program:
        assert program.stdout is not None
        said = program.stdout.readline()
        found = re.search(r"http://(127\.0\.0\.1:\d+)/", said)
        assert found, said
        connection = http.client.HTTPConnection(urlsplit(found.group()).netloc)
        connection.request("GET", "/sign-in")
        answer = connection.getresponse()
        assert (answer.status, "登录" in answer.read().decode()) == (200, True)
        assert answer.getheader("Server") is None
        connection.close()
        program.send_signal(ending)
        _, complaints = program.communicate(timeout=60)
        assert "Traceback" not in complaints


def test_a_port_that_is_taken_is_told_with_the_remedy(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with served(folder, "--port", str(port)) as program:
            _, complaints = program.communicate(timeout=60)
    assert program.returncode == 2
    assert f"{port} 端口打不开" in complaints
    assert "--port" in complaints
