"""Settings: what an option, the environment and the file say, in that order; and how a wrong one is told."""

from pathlib import Path

import pytest

from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.settings import Settings, database_url, shipped


def test_told_nothing_the_store_is_a_file_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings.load() == Settings(home=tmp_path, db=f"sqlite:///{tmp_path}/dangyuan.db", user=None)


def test_an_option_wins_over_the_environment_and_the_environment_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "dangyuan.toml").write_text('db = "file.db"\nuser = "file"\n', encoding="utf-8")
    told = {"DANGYUAN_HOME": str(tmp_path)}
    assert Settings.load(told).user == "file"
    assert Settings.load(told).db == f"sqlite:///{tmp_path}/file.db"
    told |= {"DANGYUAN_USER": "environment", "DANGYUAN_DB": "environment.db"}
    assert Settings.load(told).user == "environment"
    assert Settings.load(told, user="option", db="option.db") == Settings(
        home=tmp_path, db=f"sqlite:///{tmp_path}/option.db", user="option"
    )


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("/data/zone.db", "sqlite:////data/zone.db"),
        ("sqlite:////data/zone.db", "sqlite:////data/zone.db"),
        ("sqlite://", "sqlite://"),
        ("postgresql://clerk:s@127.0.0.1:5433/zone", "postgresql+psycopg://clerk:s@127.0.0.1:5433/zone"),
        ("postgres://clerk@127.0.0.1/zone", "postgresql+psycopg://clerk@127.0.0.1/zone"),
        ("postgresql+psycopg://clerk@127.0.0.1/zone", "postgresql+psycopg://clerk@127.0.0.1/zone"),
    ],
)
def test_a_store_is_named_by_a_path_or_a_url(text: str, url: str) -> None:
    assert database_url(text) == url


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mysql://127.0.0.1/zone", "不支持的数据库“mysql”"),
        ("postgresql://clerk@127.0.0.1", "没有写库名"),
        ("postgresql://clerk@127.0.0.1:many/zone", "主机或端口写错了"),
    ],
)
def test_a_store_that_cannot_be_meant_is_told_with_the_remedy(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        database_url(text)


def test_a_password_is_not_shown_in_a_message() -> None:
    with pytest.raises(BadInput) as refusal:
        database_url("postgresql://clerk:secret@127.0.0.1")
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (b'database = "zone.db"\n', "没有“database”这一项"),
        (b"db = 5\n", "“db”应是带引号的文字，现在是 5"),
        (b"db = zone.db\n", "不合 TOML 格式"),
        ('user = "张三"\n'.encode("gb18030"), "不是 UTF-8 编码"),
    ],
)
def test_a_bad_file_is_told_with_its_path_and_the_remedy(tmp_path: Path, written: bytes, says: str) -> None:
    path = tmp_path / "dangyuan.toml"
    path.write_bytes(written)
    with pytest.raises(BadInput, match=says) as refusal:
        Settings.load({"DANGYUAN_HOME": str(tmp_path)})
    assert str(path) in str(refusal.value)


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("DANGYUAN_HOME", "/nowhere/at/all", "/nowhere/at/all”不存在"),
        ("DANGYUAN_CONFIG", "/nowhere/at/all.toml", "/nowhere/at/all.toml”不存在"),
        ("DANGYUAN_DATABASE", "zone.db", "DANGYUAN_DATABASE 不是本程序的设置项"),
    ],
)
def test_a_bad_variable_is_told_by_its_name(variable: str, value: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        Settings.load({variable: value})


def test_a_file_that_is_named_is_read_wherever_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "zone.toml"
    path.write_text('user = "secretary"\n', encoding="utf-8")
    assert Settings.load({"DANGYUAN_CONFIG": str(path)}).user == "secretary"


def test_what_was_not_shipped_is_told_with_the_places_looked_at() -> None:
    with pytest.raises(FileNotFoundError, match=r"安装不完整.*_shipped"):
        shipped("no-such-folder")
