"""The wheel: built from the tree and installed elsewhere, it brings its workflows and templates along."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment that has the wheel, and borrows what the wheel depends on."""
    work = tmp_path_factory.mktemp("wheel")
    tree = work / "tree"  # a copy: building leaves nothing in the checkout
    shutil.copytree(
        ROOT, tree, ignore=shutil.ignore_patterns(".git", ".venv", "build", "dist", "__pycache__", "*_cache", "tests")
    )
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", work, tree)
    (wheel,) = work.glob("*.whl")

    venv.create(work / "venv", with_pip=False)
    python = work / "venv" / "bin" / "python"
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python, "--quiet", "--disable-pip-version-check"]
    _run(*pip, "install", "--no-deps", "--no-index", wheel)
    # A plain line in a .pth file lends the packages of the tests' environment, but not the checkout it points to.
    site = _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    (Path(site) / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


def _run(*command: str | Path, cwd: Path | None = None) -> str:
    environment = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_an_installed_wheel_is_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    place = _run(installed, "-c", "import dangyuan_flow; print(dangyuan_flow.__file__)", cwd=tmp_path)
    assert Path(place.strip()).is_relative_to(installed.parents[1])


@pytest.mark.parametrize("name", ["workflows", "templates"])
def test_an_installed_wheel_has_every_file_that_it_ships(installed: Path, tmp_path: Path, name: str) -> None:
    program = f"from dangyuan_flow.settings import shipped; print(shipped({name!r}))"
    shipped = Path(_run(installed, "-c", program, cwd=tmp_path).strip())
    assert shipped.is_relative_to(installed.parents[1])
    in_wheel = {path.relative_to(shipped) for path in shipped.rglob("*") if path.is_file()}
    in_tree = {path.relative_to(ROOT / name) for path in (ROOT / name).rglob("*") if path.is_file()}
    assert in_tree
    assert in_wheel == in_tree
