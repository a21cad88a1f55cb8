"""A sweep beside the last registered one, on the screen: what came, what stands, what is no longer found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.cli import screen

if TYPE_CHECKING:
    from dangyuan_flow.domain.sweep import Compared, KeptSweep

_SHOWN = 20


def put(compared: Compared) -> None:
    """Print how the sweep differs from the last registered one."""
    before = compared.previous
    reopened = f"（其中再次发现 {len(compared.reopened)} 条）" if compared.reopened else ""
    settled = f"（其中已核实不属实或已销号留痕 {len(compared.settled)} 条）" if compared.settled else ""
    screen.say(
        f"与第 {before.number} 次登记的排查（截至 {before.as_of}）相比：新增 {len(compared.new)} 条{reopened}，"
        f"仍在 {len(compared.standing)} 条{settled}，消失 {len(compared.gone)} 条"
    )
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
