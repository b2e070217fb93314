#!/usr/bin/env bash
# Fuzzes what reads bytes from the network:  scripts/fuzz.sh [NAME|all] [SECONDS]
#
# The Swift files in Fuzz/NAME/ define LLVMFuzzerTestOneInput (with @_cdecl). They are compiled as one module with all
# of Sources/MartletNAME, or of Sources/NAME, so that they reach internal declarations and need no package; or with the
# folders and files that Fuzz/NAME/sources lists, a line each, where a part of a module is fuzzed with what it needs of others. The
# folders in Fuzz/NAME/ hold inputs to start from. What a run finds that reaches new code is kept in .build-fuzz/NAME/corpus/
# for the next one; an input that crashes, hangs or eats memory is written to Fuzz/artifacts/NAME/ and the run fails.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need_swift

chosen=${1:-all}
seconds=${2:-60}

shopt -s nullglob globstar
names=()
for folder in Fuzz/*/; do
    name=$(basename "$folder")
    files=("$folder"*.swift)
    [[ ${#files[@]} -gt 0 ]] || continue
    if [[ $chosen == all || $chosen == "$name" ]]; then names+=("$name"); fi
done
[[ ${#names[@]} -gt 0 ]] || fail "No fuzz target called $chosen: a folder in Fuzz/ with Swift files would be one."

# The language settings of Package.swift. The address sanitizer finds reads that a crash alone would not show.
settings=(
    -O -g -parse-as-library -swift-version 6 -package-name martlet
    -enable-upcoming-feature ExistentialAny
    -enable-upcoming-feature InternalImportsByDefault
    -enable-upcoming-feature MemberImportVisibility
    -enable-upcoming-feature NonisolatedNonsendingByDefault
    "-sanitize=fuzzer,address" -use-ld=lld
)

failed=()
for name in "${names[@]}"; do
    work=.build-fuzz/$name
    artifacts=Fuzz/artifacts/$name
    mkdir -p "$work/corpus" "$artifacts"
    module=Martlet$name
    [[ -d Sources/$module ]] || module=$name
    sources=("Sources/$module"/**/*.swift)
    if [[ -f Fuzz/$name/sources ]]; then
        # One module of them all, in which the imports between them name nothing.
        rm -rf "$work/sources"
        while read -r folder; do
            files=("Sources/$folder"/**/*.swift)
            [[ ! -f Sources/$folder ]] || files=("Sources/$folder")
            for file in "${files[@]}"; do
                mkdir -p "$work/sources/$(dirname "$file")"
                sed -E 's/^((public|package|internal) )?import Martlet[A-Za-z0-9]+$//' "$file" >"$work/sources/$file"
            done
        done <"Fuzz/$name/sources"
        sources=("$work/sources"/**/*.swift)
    fi
    [[ ${#sources[@]} -gt 0 ]] || fail "Fuzz/$name has no Sources/Martlet$name and no Sources/$name to fuzz."

    say "Building the fuzzer of $module"
    swiftc "${settings[@]}" -module-name "${name}Fuzz" -o "$work/fuzzer" "${sources[@]}" "Fuzz/$name"/*.swift

    say "Fuzzing $module for $seconds s"
    # libFuzzer writes to the first folder only; the committed corpus stays as it is.
    folders=("$work/corpus" "Fuzz/$name"/*/)
    # Swift's own crash report is off: it reads other stacks, which the address sanitizer takes for a fault.
    SWIFT_BACKTRACE=enable=no "$work/fuzzer" \
        -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$artifacts/" "${folders[@]}" >"$work/log" 2>&1 || failed+=("$name")
    # Its log has a line for each new input; the figures are at the end, and so is what went wrong.
    if [[ " ${failed[*]-} " == *" $name "* ]]; then
        tail -n 40 "$work/log" | cut -c 1-1000
    else
        grep '^stat::\|^Done' "$work/log"
    fi
done

[[ ${#failed[@]} -eq 0 ]] || fail "Found by fuzzing: ${failed[*]}; the inputs are in Fuzz/artifacts/"
