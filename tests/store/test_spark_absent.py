"""Without Spark the program says what to install, and needs it for nothing else."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from dangyuan_flow.domain.errors import BadInput, FlowError
from dangyuan_flow.store.spark.session import session

if TYPE_CHECKING:
    from pathlib import Path


def test_where_spark_is_not_installed_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(FlowError, match=r"pip install 'dangyuan-flow\[spark\]'"), session(tmp_path / "spark.log"):
        pass


def test_a_master_that_is_none_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--master 写的是“somewhere”"), session(tmp_path / "log", "somewhere"):
        pass


def test_nothing_of_spark_is_loaded_unless_it_is_asked_for() -> None:
    text = "import sys, dangyuan_flow.application.snapshots; print('pyspark' in sys.modules, 'py4j' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "False"]
