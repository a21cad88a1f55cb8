#!/bin/sh
# Resolves pyproject.toml into requirements/run.txt and, over it, dev.txt and spark.txt: exact versions with hashes, for every
# platform and Python from 3.11, and no address of any index, so that each place installs from the index its pip is set to.
set -eu
cd "$(dirname "$0")/.."

resolve() { # profile, its options …
    profile=$1
    shift
    out=$(mktemp)
    .venv/bin/uv --quiet pip compile pyproject.toml --group build "$@" --universal --python-version 3.11 --upgrade \
        --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-emit-index-annotation >"$out"
    if grep -nE '://|^-|^ *--(index|extra|find|trusted)|^/' "$out"; then
        echo "the lock would hold an address or a path of this machine (above): nothing was written" >&2
        exit 1
    fi
    { echo "# Made by \`make lock\` from pyproject.toml. Not for editing."; cat "$out"; } >"requirements/$profile.txt"
    rm -f "$out"
    echo "requirements/$profile.txt: $(grep -c '==' "requirements/$profile.txt") packages"
}

resolve run
resolve dev --extra dev --constraint requirements/run.txt
resolve spark --extra dev --extra spark --constraint requirements/dev.txt
