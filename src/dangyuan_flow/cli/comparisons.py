"""A sweep beside the last registered one, on the screen: what came, what stands, what is no longer found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.cli import screen

if TYPE_CHECKING:
    from dangyuan_flow.domain.sweep import Changes, Compared, KeptSweep

_SHOWN = 20


def put(compared: Compared) -> None:
    """Print how the sweep differs from the last registered one."""
    before = compared.previous
    screen.say(
        f"与第 {before.number} 次登记的排查（截至 {before.as_of}）相比：{_told('事实', compared.changes(leads=False))}"
    )
    leads = compared.changes(leads=True)
    if leads.new or leads.standing or leads.gone:
        screen.say(f"　　{_told('线索', leads)}")
    if compared.settled:
        screen.say(f"　　仍在的之中，已核实不属实或已销号留痕 {len(compared.settled)} 条")
    for gone in compared.gone[:_SHOWN]:
        screen.say(screen.styled(f"  消失　问题 {gone.number}　{gone.dossier}　{gone.name}　{gone.code}", screen.GOOD))
    if len(compared.gone) > _SHOWN:
        screen.say(f"  只列出前 {_SHOWN} 条；全部见 --json")


def put_kept(kept: KeptSweep | None) -> None:
    """Print as what the sweep was registered."""
    if kept is not None:
        screen.say(
            screen.styled(f"已登记为第 {kept.number} 次排查；用 dangyuan findings list 查看并处理问题", screen.GOOD)
        )


def _told(what: str, changes: Changes) -> str:
    back = f"（其中再次发现 {changes.reopened} 条）" if changes.reopened else ""
    return f"{what}新增 {changes.new} 条{back}，仍在 {changes.standing} 条，消失 {changes.gone} 条"
