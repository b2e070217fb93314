#!/usr/bin/env bash
# Builds an example service and runs it until Ctrl-C. SERVICE names it: addsvc or stringsvc. ARGS holds flags; for
# stringsvc ADDR says where it listens.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need_swift

service=${SERVICE:-addsvc}
addr=${ADDR:-127.0.0.1:8080}
case $service in
    addsvc) flags=() ;;
    stringsvc) flags=(--http-addr "$addr") ;;
    *) fail "SERVICE is addsvc or stringsvc, not $service" ;;
esac

# A debug build: it answers sooner than a release build is done, and `make test` uses the same objects.
echo "Building Examples/ $service in debug mode; the first time takes a few minutes."
scripts/install.sh git zlib1g-dev libsqlite3-dev
build=(scripts/swift.sh build --package-path Examples)
"${build[@]}" --product "$service"
folder=$("${build[@]}" --show-bin-path)

if [[ $service == stringsvc ]]; then
    cat <<TEXT

Starting stringsvc on $addr; Ctrl-C stops it. Try, from another terminal:

  curl -d '{"s":"hello"}' http://$addr/uppercase
  curl -d '{"s":"hello"}' http://$addr/count

TEXT
else
    "${build[@]}" --product addcli
    cat <<TEXT

Starting addsvc; Ctrl-C stops it. Try, from another terminal:

  curl --json '{"a":1,"b":2}' http://127.0.0.1:8081/sum
  curl --json '{"jsonrpc":"2.0","method":"concat","params":["a","b"],"id":1}' http://127.0.0.1:8084
  $folder/addcli --grpc-addr 127.0.0.1:8082 --method sum 1 2
  $folder/addcli --thrift-addr 127.0.0.1:8083 --method sum 1 2
  $folder/addcli --netrpc-addr 127.0.0.1:8085 --method sum 1 2
  curl http://127.0.0.1:8080/metrics

TEXT
fi
# In place of this shell, so that Ctrl-C and TERM reach the service itself.
# shellcheck disable=SC2086  # several flags, split at their blanks
exec "$folder/$service" "${flags[@]}" ${ARGS:-}
