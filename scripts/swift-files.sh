#!/usr/bin/env bash
# Prints the Swift files of the checkout that are written by hand, new ones too, each ended by a NUL byte; protoc's are not.
set -euo pipefail
. "$(dirname "$0")/common.sh"

if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    # A file that was deleted but not committed is still in git's list.
    git ls-files -z --cached --others --exclude-standard -- '*.swift' ':!*.pb.swift' |
        while IFS= read -r -d '' file; do
            if [[ -f $file ]]; then printf '%s\0' "$file"; fi
        done
else
    find . -name '.?*' -prune -o -name '*.swift' ! -name '*.pb.swift' -type f -print0
fi
