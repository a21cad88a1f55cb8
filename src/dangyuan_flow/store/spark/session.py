"""A session of Apache Spark set up so that it reads our SQL as every other engine does.

Nothing here is fetched from a network, nothing of ours runs on the executors but SQL (they need no Python), and what
Spark says goes to a file: the user's terminal is the program's own. Spark is an optional extra: it is imported by name,
and only where it is used.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from dangyuan_flow.domain.errors import BadInput, FlowError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Theirs = Any
"""Something of pyspark's: a session, a table. Its types are at hand only where it is installed."""

LOG = "spark.log"
"""The file beside the findings that keeps what Spark says."""

HERE = "local[*]"
"""This machine, with one executor thread a core."""

_MASTER = re.compile(r"local|local(-cluster)?\[.+\]|yarn|(spark|k8s)://.+")
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
def session(log: Path, master: str | None = None) -> Iterator[Theirs]:
    """A session (``SparkSession``) on ``master``, stopped afterwards; what Spark says goes to the file ``log``.

    ``None``: the master that ``spark-submit`` was given, and this machine where it was not used. Raises
    :class:`FlowError` where Spark or Java is not installed, :class:`BadInput` where no session came about.
    """
    if master is not None and _MASTER.fullmatch(master) is None:
        raise BadInput(f"--master 写的是“{master}”。应写 spark://主机:端口、yarn、k8s://地址，或 local[核数]（本机）")
    _wanted()
    is_submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    named = master or ("" if is_submitted else HERE)
    is_here = named.startswith("local")
    conf = import_module("pyspark").SparkConf(loadDefaults=False).setAppName("dangyuan-flow")
    conf.setAll([*DIALECT.items(), *_QUIET.items(), *(_ALONE.items() if is_here else ())])
    if named:
        conf.setMaster(named)
    with log.open("ab") as said, _on_loopback(is_here=is_here):
        try:
            context = _context(conf, said)
        except Exception as error:
            raise BadInput(
                f"Apache Spark 没有启动起来{f'（--master {named}）' if named else ''}：{_first_line(error)}。"
                f"请检查地址和内存；详情见 {log}"
            ) from error
    running = import_module("pyspark.sql").SparkSession(context)
    try:
        yield running
    finally:
        gateway = context._gateway  # noqa: SLF001  pyspark leaves its Java machine running until the process ends
        running.stop()
        _shut(gateway)


def ask(running: Theirs, text: str) -> Theirs:
    """What ``text``, the same for every engine, yields (a ``DataFrame``). To Spark alone a backslash is special."""
    return running.sql(text.replace("\\", "\\\\"))


@contextmanager
def told(log: Path) -> Iterator[None]:
    """What Spark gives up over, in the words of this program."""
    theirs = import_module("py4j.protocol").Py4JError, import_module("pyspark.errors").PySparkException
    try:
        yield
    except theirs as error:
        first = _first_line(error)
        if "No space left" in str(error):
            raise FlowError(f"磁盘空间不足，Apache Spark 没有完成排查。请清理磁盘后重试；详情见 {log}") from error
        if "OutOfMemoryError" in str(error):
            raise FlowError(
                "Apache Spark 内存不足，没有完成排查。请按 docs/handbook/cluster.md 用 spark-submit 提交，"
                f"以 --driver-memory、--executor-memory 加大内存；详情见 {log}"
            ) from error
        raise FlowError(f"Apache Spark 没有完成排查：{first}。原有结果没有改动；详情见 {log}") from error


def _first_line(error: Exception) -> str:
    """What happened, without the calls that led there; Java's own words where there are any."""
    lines = str(error).strip().splitlines()
    return next((line[2:] for line in lines if line.startswith(": ")), lines[0] if lines else type(error).__name__)


def _context(conf: Theirs, said: BinaryIO) -> Theirs:
    gateway = import_module("pyspark.java_gateway").launch_gateway(conf, {"stdout": said, "stderr": said})
    try:
        return import_module("pyspark").SparkContext(gateway=gateway, conf=conf)
    except Exception as error:  # noqa: BLE001  whatever it is, the Java machine goes, and the error with it
        told = _first_line(error)
        _shut(gateway)
        raise RuntimeError(told) from None


def _shut(gateway: Theirs) -> None:
    """End the Java machine that we started; the next session of this process starts another."""
    if gateway.proc is None:  # spark-submit started it
        return
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait(timeout=60)
    known = import_module("pyspark").SparkContext
    known._gateway = known._jvm = None  # noqa: SLF001  pyspark would ask the one that ended


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
        import_module("pyspark")
    except ImportError as error:
        raise FlowError(
            "没有安装 Apache Spark，不能用 --engine spark。"
            "请在本程序的环境里安装可选组件：pip install 'dangyuan-flow[spark]'；或去掉 --engine spark，用本机引擎排查"
        ) from error
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    if java is None:
        raise FlowError(
            f"没有找到 Java{f'（JAVA_HOME={home}）' if home else ''}，Apache Spark 需要 Java {_JAVA} 以上。"
            f"Debian 上以 root 运行：apt-get install openjdk-{_JAVA}-jre-headless；"
            "或去掉 --engine spark，用本机引擎排查"
        )
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603  found on PATH
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < _JAVA:
        has = version[1] if version else "不明"
        raise FlowError(
            f"{java} 的版本是 {has}，Apache Spark 需要 Java {_JAVA} 以上。"
            f"Debian 上以 root 运行：apt-get install openjdk-{_JAVA}-jre-headless，或用 JAVA_HOME 指明另一个 Java"
        )
