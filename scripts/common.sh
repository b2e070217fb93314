# shellcheck shell=bash
# What the scripts share; sourced, never run. It changes to the top of the checkout.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

say() { printf '\n== %s\n' "$*"; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

need_swift() {
    command -v swift >/dev/null ||
        fail "The swift command is missing: install Swift 6.2 or newer from swift.org and put it on PATH."
}

# A command of the Swift toolchain that need not be on PATH.
toolchain_command() {
    local beside
    beside=$(dirname "$(readlink -f "$(command -v swift)")")/$1
    if [[ -x $beside ]]; then
        printf '%s\n' "$beside"
    elif command -v xcrun >/dev/null; then
        xcrun --find "$1"
    else
        command -v "$1" || fail "The $1 command is missing; it comes with the Swift toolchain."
    fi
}
