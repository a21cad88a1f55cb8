"""All commands by name. A family's module is loaded when one of its commands is called, and not before."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command

from dangyuan_flow.cli.help import Group, Listed

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping


class Family(NamedTuple):
    """Where a command or a group of commands is written, and its line in the list."""

    module: str
    app: str
    help: str


FAMILIES: Mapping[str, Family] = {
    "init": Family("founding", "init", "建立数据库，或把旧版数据库升级到当前版本"),
    "demo": Family("founding", "demo", "生成一个虚构的高新区，走完真实流程，供试用"),
    "dossier": Family("dossiers", "app", "一人一档：建档、查找、查看、下一步、某日情形"),
    "advance": Family("advancing", "app", "办理一步：填栏目、交材料，由规定把关"),
    "review": Family("reviews", "app", "三级联审：报送、审议、审批、退回、不予通过"),
    "vet": Family("vettings", "app", "政审联审：发函、回复、催办、汇总"),
    "ballot": Family("ballots", "app", "支部大会票决：登记、查看"),
    "transfer": Family("leaving", "transfer", "组织关系：转出、转入"),
    "end": Family("leaving", "end", "终止：撤回申请、终止资格、去世、不予承认"),
    "correct": Family("mending", "correct", "更正录错的内容，原记录保留"),
    "reconsider": Family("mending", "reconsider", "复议：审批逾期后重新提交支部大会讨论"),
    "defer": Family("mending", "defer", "推迟讨论转正（细则第35条）"),
    "print": Family("papers", "print_", "打印表格（PDF）"),
    "forms": Family("papers", "forms", "列出可打印的表格"),
    "import": Family("ledgers", "import_", "导入台账；撤销导入；列出导入批次"),
    "export": Family("ledgers", "export", "导出台账"),
    "ledger": Family("ledgers", "ledger", "台账模板"),
    "sweep": Family("sweeps", "app", "专项排查：用全部规定核对台账或数据库"),
    "snapshot": Family("snapshots", "snapshot", "快照：导出报送，多个单位合在一起排查"),
    "findings": Family("disposals", "app", "排查问题：列出、核实、交办、整改、验收、销号；列出登记过的排查"),
    "sample": Family("samples", "app", "抽查：抽出若干份档案由人阅档，附核对清单"),
    "why": Family("reasons", "app", "说明某条规定对某份档案为什么成立或不成立，数值出自何处"),
    "rules": Family("rulings", "rules", "规定：列出、查看、试算"),
    "packs": Family("packs", "packs", "地方规定：列出、检查、查看、比较、可改的数值"),
    "plan": Family("plans", "plan", "年度计划：登记、列出各党组织的指标数和结构要求"),
    "stats": Family("statistics", "app", "统计：构成、五个阶段、各步用时、按期率、退回的理由"),
    "calendar": Family("calendars", "calendar", "工作日历：查看、检查、装入放假通知，看涉及哪些档案"),
    "journal": Family("journals", "app", "全程纪实：查看、校验、封存、查摘要"),
    "org": Family("organizations", "org", "党组织和党员名册"),
    "office": Family("offices", "office", "职务（谁在何时任何职）"),
    "user": Family("offices", "user", "用户和登录密码"),
    "token": Family("tokens", "app", "令牌：别的程序经 /api/v1 办理时用"),
    "webhook": Family("webhooks", "app", "通知：办理之后告诉别的系统，没有送到的再送"),
    "serve": Family("serving", "serve", "网页：在本机开出网页，供浏览器办理"),
    "backup": Family("keeping", "backup", "备份数据库，并校验备份"),
    "restore": Family("keeping", "restore", "从备份恢复出一个新的数据库，并校验"),
    "doctor": Family("keeping", "doctor", "自检：程序、数据库、字体、打印"),
}

EXAMPLES = (
    "dangyuan demo --dir 演示",
    "dangyuan sweep 发展党员工作台账.xlsx",
    "dangyuan dossier next 张三",
)


class _Whole(Group):
    """The whole program; its families are loaded one by one."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # noqa: ARG002  Typer's own context class
        return [*FAMILIES]

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]  # noqa: ANN401, ARG002  as above
        family = FAMILIES.get(cmd_name)
        if family is None:
            return None
        loaded: MutableMapping[str, Any] = self.commands
        if cmd_name not in loaded:
            module = import_module(f"dangyuan_flow.cli.{family.module}")
            found = get_command(getattr(module, family.app))
            found.name = cmd_name
            loaded[cmd_name] = found
        return loaded[cmd_name]

    def listed(self, ctx: typer.Context) -> list[Listed]:  # noqa: ARG002  as above
        return [Listed(name, family.help) for name, family in FAMILIES.items()]


def root() -> TyperGroup:
    """The command that every command line begins with."""
    app = typer.Typer(
        cls=_Whole,
        help="发展党员全程管理：25 步流程、三级联审、规定把关、全程纪实、专项排查。",
        epilog="\n".join(EXAMPLES),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["--help", "-h"]},
    )

    @app.callback()
    def dangyuan(
        version: bool = typer.Option(False, "--version", help="显示程序版本", is_eager=True, callback=_show_version),
        debug: bool = typer.Option(False, "--debug", help="程序出错时显示技术细节（写在任何位置都可以）"),
    ) -> None:
        """Nothing of its own."""

    found = get_command(app)
    assert isinstance(found, TyperGroup)  # noqa: S101  an app with a callback is a group
    return found


def _show_version(wanted: bool) -> None:
    if wanted:
        import dangyuan_flow

        typer.echo(f"dangyuan {dangyuan_flow.__version__}")
        raise typer.Exit
