#!/usr/bin/env bash
# All style checks: the Swift formatter in strict mode, the rules in lint.py, and the scripts themselves.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need_swift
export PYTHONDONTWRITEBYTECODE=1

failed=0
check() {
    local name=$1
    shift
    if "$@"; then echo "lint: $name: ok"; else
        failed=1
        echo "lint: $name: FAILED" >&2
    fi
}

# shellcheck disable=SC2329 # These are called by check.
swift_format() { scripts/swift-files.sh | xargs -0 swift format lint --strict --parallel; }

# shellcheck disable=SC2329
shell_scripts() {
    local script
    for script in scripts/*.sh .ci/run; do bash -n "$script" || return 1; done
    # Optional: not every machine has it.
    if command -v shellcheck >/dev/null; then shellcheck -x -P scripts scripts/*.sh .ci/run; fi
}

# shellcheck disable=SC2329
python_scripts() {
    python3 -c 'import ast, sys; [ast.parse(open(file).read(), file) for file in sys.argv[1:]]' \
        scripts/*.py scripts/*/*.py
}

check "swift format (make format repairs most of it)" swift_format
check "each rule can fail" python3 scripts/lint.py --self-test
check "rules" python3 scripts/lint.py
check "shell scripts" shell_scripts
check "python scripts" python_scripts
exit "$failed"
