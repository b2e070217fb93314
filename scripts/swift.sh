#!/usr/bin/env bash
# The swift command with a build folder that the root package, Examples/ and Benchmarks/ share, so that SwiftNIO and the
# rest are compiled once and not three times:  scripts/swift.sh build|test|run|package ARGUMENTS...
#
# SwiftPM remembers the last build plan of a folder and may take it for the current one, whichever package it was made
# for: without the second option, `swift test` in Examples/ ran the tests of the root package. For the same reason the
# folder is not .build, where a plain `swift test` would meet that plan.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need_swift

command=${1:?"build, test, run or package"}
shift
# The root package with all that it has; the other packages say in their manifests which traits of it they want.
traits=(--traits GRPC)
[[ " $* " != *" --package-path "* ]] || traits=()
exec swift "$command" --scratch-path .build-make --disable-build-manifest-caching "${traits[@]}" "$@"
