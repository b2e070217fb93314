#!/usr/bin/env bash
# Builds the documentation of every library that has a DocC catalog (Sources/NAME/NAME.docc) into .build-docs/.
# The compiler and the renderer come with the Swift toolchain: no plugin, so nobody who depends on Martlet resolves one.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need_swift

shopt -s nullglob
catalogs=(Sources/*/*.docc)
[[ ${#catalogs[@]} -gt 0 ]] || fail "No library has a DocC catalog."

say "Building, and reading the public interfaces"
# The tests too: dump-symbol-graph fails when it misses any module of the package.
scripts/swift.sh build --build-tests
options=(--minimum-access-level public --skip-synthesized-members)
output=$(scripts/swift.sh package dump-symbol-graph "${options[@]}" | tee /dev/stderr)
graphs=$(sed -n 's/^Files written to //p' <<<"$output")
[[ -d $graphs ]] || fail "swift package dump-symbol-graph did not say where its files are."

docc=$(toolchain_command docc)
rm -rf .build-docs
failed=()
for catalog in "${catalogs[@]}"; do
    module=$(basename "$catalog" .docc)
    say "Documentation of $module"
    # A folder with this module's graphs alone: the module itself, and its extensions of other modules' types.
    own=.build-docs/graphs/$module
    mkdir -p "$own"
    cp "$graphs/$module.symbols.json" "$graphs/$module@"*.symbols.json "$own/"
    "$docc" convert "$catalog" \
        --additional-symbol-graph-dir "$own" \
        --output-dir ".build-docs/$module.doccarchive" \
        --fallback-display-name "$module" \
        --fallback-bundle-identifier "martlet.$module" \
        --warnings-as-errors ||
        failed+=("$module")
done

[[ ${#failed[@]} -eq 0 ]] || fail "The documentation has warnings: ${failed[*]}"
cat <<'TEXT'

To read it:  python3 -m http.server --directory .build-docs/Martlet.doccarchive 8000
             then open http://127.0.0.1:8000/documentation/martlet
TEXT
