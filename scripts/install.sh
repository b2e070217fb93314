#!/usr/bin/env bash
# Installs those of the named Debian packages that are missing: scripts/install.sh PACKAGE...
# As root directly, otherwise through sudo where it asks for no password or there is a person to ask.
set -euo pipefail

if ! command -v dpkg-query >/dev/null; then
    echo "Not a Debian system: make sure that the equivalent of these packages is installed: $*" >&2
    exit 0
fi

missing=()
for package in "$@"; do
    status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [[ $status == "install ok installed" ]] || missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

as_root=()
if [[ $(id -u) -ne 0 ]]; then
    if command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
        as_root=(sudo)
    else
        echo "These packages are missing and installing them takes root: run  apt-get install ${missing[*]}" >&2
        exit 1
    fi
fi

echo "Installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
