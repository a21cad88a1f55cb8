"""Settings: where the store is and who acts; and where the data lies that comes with the program.

What a command is told by an option comes first, then the environment, then ``dangyuan.toml``, then the default:

============  ================  ==========================================  ==================================
key in TOML   environment       is                                          default
============  ================  ==========================================  ==================================
(none)        DANGYUAN_HOME     the folder of the file and the store        the current folder
(none)        DANGYUAN_CONFIG   the file itself; must exist when it is set  ``dangyuan.toml`` there, if any
db            DANGYUAN_DB       the store: a database URL or a file's path  ``dangyuan.db`` there
user          DANGYUAN_USER     the account of the person who acts          nobody
============  ================  ==========================================  ==================================
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dangyuan_flow.domain.errors import BadInput

_PACKAGE = Path(__file__).parent
_KEYS = frozenset({"db", "user"})
_VARIABLES = frozenset({"DANGYUAN_HOME", "DANGYUAN_CONFIG", "DANGYUAN_DB", "DANGYUAN_USER"})
_DRIVERS = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What one run of the program was told: the store to open, its folder, and the acting person's account."""

    home: Path
    db: str
    user: str | None = None

    @classmethod
    def load(
        cls, environment: Mapping[str, str] | None = None, *, db: str | None = None, user: str | None = None
    ) -> "Settings":
        """Settings of this run; ``db`` and ``user`` are what options said, and win.

        Raises:
            BadInput: a setting that cannot be meant; the message names where it stands and what would do.
        """
        told = os.environ if environment is None else environment
        for name in sorted(told):
            if name.startswith("DANGYUAN_") and name not in _VARIABLES:
                raise BadInput(f"环境变量 {name} 不是本程序的设置项。可用的有：{'、'.join(sorted(_VARIABLES))}。")
        home = Path(told.get("DANGYUAN_HOME") or ".").expanduser().absolute()
        if not home.is_dir():
            raise BadInput(f"环境变量 DANGYUAN_HOME 指向的文件夹“{home}”不存在，请先建立它，或改正这个变量。")
        written = _read(told.get("DANGYUAN_CONFIG"), home)
        return cls(
            home=home,
            db=database_url(db or told.get("DANGYUAN_DB") or written.get("db") or "dangyuan.db", beside=home),
            user=user or told.get("DANGYUAN_USER") or written.get("user") or None,
        )


def database_url(text: str, *, beside: Path | None = None) -> str:
    """The URL of the store that ``text`` means: itself a URL, or a file's path, relative to ``beside``.

    Raises:
        BadInput: a database of a kind that is not supported, or an incomplete URL.
    """
    scheme, separator, _ = text.partition("://")
    if not separator:
        return f"sqlite:///{(beside or Path.cwd()) / Path(text).expanduser()}"
    driver = _DRIVERS.get(scheme)
    if driver is None:
        raise BadInput(
            f"不支持的数据库“{scheme}”。请写 SQLite 文件的路径（如 dangyuan.db），"
            "或 PostgreSQL 的地址（如 postgresql://用户@主机/库名）。"
        )
    if driver == "sqlite":
        return text
    try:
        parts = urlsplit(text)
        _ = parts.port  # the parser looks at the port only when asked
    except ValueError as error:
        raise BadInput(f"数据库地址的主机或端口写错了（{error}）。应为：postgresql://用户@主机:5432/库名。") from error
    if not parts.path.strip("/"):
        raise BadInput(f"数据库地址“{_without_password(text)}”没有写库名。应为：postgresql://用户@主机/库名。")
    return f"{driver}://{text.partition('://')[2]}"


def shipped(name: str) -> Path:
    """The folder ``name`` (``workflows``, ``templates``): inside the package in a wheel, at the root in a checkout.

    Raises:
        FileNotFoundError: neither place has it: the installation is broken, not the user's input.
    """
    places = (_PACKAGE / "_shipped" / name, _PACKAGE.parents[1] / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(
        f"随程序发布的“{name}”找不到了，安装不完整，请重新安装。找过：{'、'.join(map(str, places))}"
    )


def _read(told: str | None, home: Path) -> dict[str, str]:
    """What the file says, each value a text."""
    path = Path(told).expanduser().absolute() if told else home / "dangyuan.toml"
    if not path.is_file():
        if told:
            raise BadInput(f"环境变量 DANGYUAN_CONFIG 指向的设置文件“{path}”不存在。")
        return {}
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise BadInput(f"设置文件“{path}”不是 UTF-8 编码，请另存为 UTF-8。") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f'设置文件“{path}”不合 TOML 格式：{error}。每行应形如：db = "dangyuan.db"') from error
    for key, value in written.items():
        if key not in _KEYS:
            raise BadInput(f"设置文件“{path}”里没有“{key}”这一项。可用的有：{'、'.join(sorted(_KEYS))}。")
        if not isinstance(value, str):
            raise BadInput(f"设置文件“{path}”里的“{key}”应是带引号的文字，现在是 {value!r}。")
    return written


def _without_password(url: str) -> str:
    """``url`` as it may be shown on a screen."""
    parts = urlsplit(url)
    return url.replace(f":{parts.password}@", ":…@") if parts.password else url
