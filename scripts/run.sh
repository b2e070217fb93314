#!/usr/bin/env bash
# Builds the example string service and runs it until Ctrl-C. ADDR says where it listens, ARGS holds more flags.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need_swift

addr=${ADDR:-127.0.0.1:8080}

# A debug build: it answers sooner than a release build is done, and `make test` uses the same objects.
echo "Building Examples/ stringsvc in debug mode; the first time takes a few minutes."
scripts/install.sh git zlib1g-dev libsqlite3-dev
build=(scripts/swift.sh build --package-path Examples)
"${build[@]}" --product stringsvc
program=$("${build[@]}" --show-bin-path)/stringsvc

cat <<TEXT

Starting stringsvc on $addr; Ctrl-C stops it. Try, from another terminal:

  curl -d '{"s":"hello"}' http://$addr/uppercase
  curl -d '{"s":"hello"}' http://$addr/count

TEXT
# In place of this shell, so that Ctrl-C and TERM reach the service itself.
# shellcheck disable=SC2086  # several flags, split at their blanks
exec "$program" --http-addr "$addr" ${ARGS:-}
