"""Codes of the catalogue for which no rule is at hand: people look at them, a pack has them, or nobody uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.definitions import available_packs
from dangyuan_flow.definitions.manual import ByEye, Manual, load_manual
from dangyuan_flow.flow import WORKFLOW, catalogue
from dangyuan_flow.settings import shipped

if TYPE_CHECKING:
    from dangyuan_flow.domain.regulations import Regulations


def manual(regulations: Regulations) -> Manual:
    """What a person has to look at, and the codes no longer used."""
    return load_manual(shipped("workflows") / WORKFLOW, regulations.editions)


def by_eye(code: str, regulations: Regulations) -> ByEye | None:
    """What a person has to look at under ``code``, beside rules or in their stead; ``None`` for no such thing."""
    wanted = code.strip().upper()
    return next((line for line in manual(regulations).by_eye if line.code == wanted), None)


def without_rule(code: str, regulations: Regulations) -> str:
    """Why there is no rule for ``code``, and what to do; empty where nobody knows it."""
    wanted = code.strip().upper()
    known = manual(regulations)
    for line in known.by_eye:
        if line.code == wanted:
            where = "、".join(line.where)
            return f"{wanted}（{line.title}）没有数据能显示，须由人看{where}。看什么，见 dangyuan rules show {wanted}"
    for gone in known.retired:
        if gone.code == wanted:
            return f"{wanted} 不再使用：{gone.because}"
    packs = [pack.id for pack in available_packs(shipped("workflows") / WORKFLOW) if wanted in _codes(pack.id)]
    if packs:
        return f"{wanted} 全国没有规定，地方规定 {'、'.join(packs)} 里有；加 --pack {packs[0]} 再试"
    return ""


def _codes(pack: str) -> frozenset[str]:
    return frozenset(rule.code for rule in catalogue((pack,)).rule_set.everything)
