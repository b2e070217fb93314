#!/usr/bin/env bash
# Compares what the hot paths cost with what they did cost: see scripts/ratchet.py.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need_swift
scripts/install.sh valgrind binutils
exec python3 scripts/ratchet.py "$@"
