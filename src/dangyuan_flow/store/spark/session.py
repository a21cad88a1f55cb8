"""A session of Apache Spark set up so that it reads our SQL as every other engine does.

Nothing here is fetched from a network, nothing of ours runs on the executors but SQL (they need no Python), and what
Spark says goes to a file: the user's terminal is the program's own.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dangyuan_flow.domain.errors import BadInput, FlowError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = "local[*]"
"""The master of a session that stays on this machine, with one executor thread a core."""

_JAVA = 17
_LOOPBACK = "127.0.0.1"

DIALECT: Mapping[str, str] = {
    # The same words mean the same: names in double quotes, errors instead of silent NULLs (backslashes: see ``ask``).
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.caseSensitive": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    # All rules in one pass make a method of Java longer than the 64 KB that one may be; without whole stages Spark
    # splits it, and does not try (and fail, and fall back) first.
    "spark.sql.codegen.wholeStage": "false",
}

_QUIET: Mapping[str, str] = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.maxPlanStringLength": "2000",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.parquet.compression.codec": "zstd",
    # Results are moved to their place whole, or not at all; a marker beside them would be one more file.
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
}

_ALONE: Mapping[str, str] = {
    "spark.driver.bindAddress": _LOOPBACK,
    "spark.driver.host": _LOOPBACK,
    "spark.driver.memory": "1500m",
    "spark.executor.memory": "600m",
    "spark.sql.shuffle.partitions": "8",
}
"""On this machine only: everything listens on the loopback, and all of it fits in 2 GB and a little."""


@contextmanager
def session(log: Path, master: str | None = None) -> Iterator[Any]:
    """A session (``SparkSession``) on ``master``, stopped afterwards; what Spark says goes to the file ``log``.

    ``None``: the master that ``spark-submit`` or Spark's own configuration names, and this machine where none does.
    Raises :class:`FlowError` where Spark or Java is not installed, :class:`BadInput` where no session came about.
    """
    _wanted()
    from pyspark import SparkConf, SparkContext  # noqa: PLC0415  an optional extra, and slow to load
    from pyspark.sql import SparkSession  # noqa: PLC0415  as above

    named = master or os.environ.get("MASTER") or HERE
    is_submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    is_here = not is_submitted and named.startswith("local")
    conf = SparkConf(loadDefaults=False).setAppName("dangyuan-flow").setAll(_settings(is_here=is_here).items())
    if master is not None or not is_submitted:
        conf.setMaster(named)
    with log.open("ab") as said, _on_loopback(is_here=is_here):
        try:
            context = SparkContext(gateway=_gateway(conf, said), conf=conf)
        except Exception as error:
            raise BadInput(_no_session(named, log, error)) from error
    running = SparkSession(context)
    try:
        yield running
    finally:
        _stop(running, context)


def ask(running: Any, text: str) -> Any:  # noqa: ANN401  pyspark's own
    """What ``text``, the same for every engine, yields (a ``DataFrame``). Only to Spark is a backslash in it special."""
    return running.sql(text.replace("\\", "\\\\"))


def _settings(*, is_here: bool) -> dict[str, str]:
    return {**DIALECT, **_QUIET, **(_ALONE if is_here else {})}


def _gateway(conf: Any, said: Any) -> Any:  # noqa: ANN401  pyspark's own, and a binary file
    from pyspark.java_gateway import launch_gateway  # noqa: PLC0415  an optional extra

    return launch_gateway(conf, {"stdout": said, "stderr": said})


def _stop(running: Any, context: Any) -> None:  # noqa: ANN401  pyspark's own
    """Stop the session and its Java machine; the next session of this process starts another."""
    from pyspark import SparkContext  # noqa: PLC0415  an optional extra

    gateway = context._gateway  # noqa: SLF001  pyspark leaves the machine running until the process ends
    running.stop()
    if gateway is not None and gateway.proc is not None:
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait(timeout=60)
        SparkContext._gateway = SparkContext._jvm = None  # noqa: SLF001  as above


@contextmanager
def _on_loopback(*, is_here: bool) -> Iterator[None]:
    """Spark reads from the environment alone which address its helpers listen on."""
    before = {name: os.environ.get(name) for name in ("SPARK_LOCAL_IP", "SPARK_LOCAL_HOSTNAME")}
    if is_here:
        os.environ.update(dict.fromkeys(before, _LOOPBACK))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _wanted() -> None:
    """Raise :class:`FlowError`, with what to install, where Spark or Java is missing."""
    try:
        import pyspark  # noqa: F401, PLC0415  an optional extra
    except ImportError as error:
        raise FlowError(
            "没有安装 Apache Spark，不能用 --engine spark。请在本程序的环境里安装可选组件：pip install 'dangyuan-flow[spark]'；"
            "或去掉 --engine spark，用本机引擎排查"
        ) from error
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    if java is None:
        raise FlowError(
            f"没有找到 Java{f'（JAVA_HOME={home}）' if home else ''}，Apache Spark 需要 Java {_JAVA} 以上。"
            f"Debian 上以 root 运行：apt-get install openjdk-{_JAVA}-jre-headless；或去掉 --engine spark，用本机引擎排查"
        )
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603  found on PATH
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < _JAVA:
        has = version[1] if version else "不明"
        raise FlowError(
            f"{java} 的版本是 {has}，Apache Spark 需要 Java {_JAVA} 以上。"
            f"Debian 上以 root 运行：apt-get install openjdk-{_JAVA}-jre-headless，或用 JAVA_HOME 指明另一个 Java"
        )


def _no_session(master: str, log: Path, error: Exception) -> str:
    told = str(error).strip().splitlines()
    return (
        f"Apache Spark 没有启动起来（--master {master}）：{told[0] if told else type(error).__name__}。"
        f"请检查 --master 的地址和内存；详情见 {log}"
    )
