"""Keep the store safe and sound: backups, seals, verification, and whether this machine can do the work."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dangyuan_flow.application.printing import forms
from dangyuan_flow.domain.derived.derivation import version
from dangyuan_flow.domain.errors import BadInput, FlowError
from dangyuan_flow.flow import catalogue, open_flow
from dangyuan_flow.paper.health import check_printing
from dangyuan_flow.settings import shipped
from dangyuan_flow.store import Verification
from dangyuan_flow.store import restore as restore_store

if TYPE_CHECKING:
    from dangyuan_flow.domain.journal import StepRecord
    from dangyuan_flow.domain.registry import RegistryEntry
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.settings import Settings
    from dangyuan_flow.store import Line, Progress

__all__ = ["LEAST_FREE", "Finding", "Verification", "backup", "examine", "find", "restore", "seal", "verify"]

LEAST_FREE = 200_000_000
"""Bytes of disk below which the doctor warns."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing the doctor looked at: whether it is well, what was seen, and else what to do."""

    name: str
    ok: bool
    says: str


def verify(flow: Flow, *, seal: str | None = None, progress: Progress | None = None) -> Verification:
    """Walk the journal's chain and fold every dossier anew; ``seal`` is ``count:digest`` as :func:`seal` gave it."""
    return flow.store.verify(seal=None if seal is None else _read_seal(seal), progress=progress)


def seal(flow: Flow) -> str:
    """What to keep elsewhere: how many lines the journal has, and the digest of the last (``count:digest``)."""
    count, digest = flow.store.head()
    return f"{count}:{digest}"


def _read_seal(text: str) -> tuple[int, str]:
    count, colon, digest = text.strip().partition(":")
    if not colon or not count.isdigit() or len(digest) != 64 or set(digest.lower()) - set("0123456789abcdef"):  # noqa: PLR2004  SHA-256 in hex
        msg = f"“{text}”不是封存摘要；应形如 1234:64位十六进制（dangyuan journal seal 给出的那一行）"
        raise BadInput(msg)
    return int(count), digest.lower()


def find(flow: Flow, digest: str) -> tuple[Line[StepRecord | RegistryEntry], ...]:
    """The journal's lines whose digest begins as a printed paper's footer says."""
    return flow.store.find_digest(digest)


def backup(flow: Flow, path: Path) -> Verification:
    """Copy the whole store to a new file, and verify the copy."""
    return flow.store.backup(path)


def restore(path: Path, url: str) -> Verification:
    """Make a new store at ``url`` from a backup; both are verified."""
    return restore_store(path, url)


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Look at all that the work needs: definitions, store, journal's head, disk, printing."""
    return (
        _looked("流程和规定", _definitions),
        _looked("数据库", lambda: _store(settings)),
        _looked("磁盘空间", lambda: _disk(settings.home)),
        *(
            Finding(name=check.name, ok=check.ok, says=check.remedy or "正常")
            for check in check_printing(shipped("templates") / "forms")
        ),
    )


def _looked(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name=name, ok=True, says=look())
    except FlowError as problem:
        return Finding(name=name, ok=False, says=str(problem))


def _definitions() -> str:
    found = catalogue(thorough=True, forms=[form.id for form in forms()])
    return f"{len(found.workflow.steps)} 步，{len(found.rule_set.rules)} 条规定，推导版本 {version()}"


def _store(settings: Settings) -> str:
    flow = open_flow(settings)
    try:
        count, digest = flow.store.head()
        return f"{flow.store.count()} 份档案，{count} 条记录，末条摘要 {digest[:12]}"
    finally:
        flow.close()


def _disk(folder: Path) -> str:
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        msg = f"{folder} 所在磁盘只剩 {free // 1_000_000} MB，请先清理"
        raise FlowError(msg)
    return f"剩余 {free // 1_000_000_000} GB"
