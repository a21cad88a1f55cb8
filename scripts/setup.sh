#!/bin/sh
# scripts/setup.sh run|dev|spark — installs what running (run), testing (dev) or testing on Apache Spark (spark) needs,
# once; a second call only looks. Each of the three contains the one before it.
#
#   1. system libraries, on Debian and its children: as root with apt-get, else it prints the one line to run and stops
#   2. .venv, with the locked packages, each checked against its hash
#   3. the project itself, editable
set -eu
cd "$(dirname "$0")/.."
profile=${1:-run}
case $profile in
run | dev | spark) ;;
*)
    echo "usage: scripts/setup.sh run|dev|spark" >&2
    exit 2
    ;;
esac
lock=requirements/$profile.txt

# ── 1. system libraries ──────────────────────────────────────────────────────────────────────────────────────────────
# Pango sets the type of the printed forms; without harfbuzz-subset a form takes eight times as long.
wanted="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# The tests start a PostgreSQL of their own, read the printed forms back, and open the pages in a browser with Chinese type
# (libatomic: for what drives it); benchmarks load them.
[ "$profile" = run ] || wanted="$wanted postgresql poppler-utils chromium libatomic1 fonts-noto-cjk wrk"
# Spark runs on Java.
[ "$profile" != spark ] || wanted="$wanted openjdk-17-jre-headless"

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
    missing=
    command -v python3 >/dev/null && python3 -c 'import ensurepip' 2>/dev/null || missing="python3-venv"
    for package in $wanted; do
        installed "$package" || missing="$missing $package"
    done
    missing=${missing# }
    if [ -n "$missing" ]; then
        install="apt-get install -y --no-install-recommends $missing"
        if [ "$(id -u)" -ne 0 ]; then
            echo "缺少系统软件包，请先运行这一行，再重新执行 make / system packages are missing; run this line, then make again:" >&2
            echo "  sudo apt-get update && sudo $install" >&2
            exit 1
        fi
        echo "installing $missing"
        export DEBIAN_FRONTEND=noninteractive
        log=$(mktemp)
        # shellcheck disable=SC2086 # a list of packages, one word each
        if ! { apt-get update && $install; } </dev/null >"$log" 2>&1; then
            cat "$log" >&2
            echo "apt-get could not install $missing (its words are above)" >&2
            exit 1
        fi
        rm -f "$log"
    fi
fi

python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "需要 Python 3.11 或更新版本；如已另行安装，请用 PYTHON=/路径/python3.11 make … 指明 / Python 3.11 or newer is needed" >&2
    exit 1
fi

# ── 2. and 3. the environment, made anew only when its ingredients changed ───────────────────────────────────────────
state_of() { cat "requirements/$1.txt" pyproject.toml scripts/setup.sh | cksum; }
state=$(state_of "$profile")
stamp=.venv/.set-up-$profile
if [ -x .venv/bin/python ]; then
    case $profile in # a larger set-up will do
    run) enough="run dev spark" ;;
    dev) enough="dev spark" ;;
    *) enough=spark ;;
    esac
    for larger in $enough; do
        [ "$(cat ".venv/.set-up-$larger" 2>/dev/null)" != "$(state_of "$larger")" ] || exit 0
    done
fi

echo "setting up .venv from $lock"
rm -f .venv/.set-up-*
[ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null || "$python" -m venv --clear .venv
pip() { .venv/bin/python -m pip --quiet --no-input --disable-pip-version-check "$@"; }
pip install --require-hashes --requirement "$lock"
pip install --no-deps --no-build-isolation --editable .

if ! problem=$(.venv/bin/python -c 'import weasyprint' 2>&1); then
    echo "$problem" | tail -n 3 >&2
    echo "打印表格所需的 Pango 库未找到 / Pango, which prints the forms, was not found:" >&2
    echo "  Debian/Ubuntu: sudo apt-get install $wanted · macOS: brew install pango · Fedora: sudo dnf install pango" >&2
    exit 1
fi
echo "$state" >"$stamp"
