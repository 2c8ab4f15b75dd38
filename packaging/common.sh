# shellcheck shell=bash disable=SC2034
# Sourced by setup, build, run and tests/run: where things are, and how they speak.

packaging=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(dirname "$packaging")
build=$checkout/build
deps=${LIKENESS_DEPS:-${XDG_CACHE_HOME:-$HOME/.cache}/likeness/deps}
libtorch=$deps/libtorch-2.11.0

# A step, as it begins; on stderr, so that a program's own output stays clean.
step() { printf '==> %s\n' "$*" >&2; }

# What went wrong and what to do, in one sentence; ends the script.
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}
