#!/usr/bin/env bash
# Builds the programs of the demo and runs it: scripts/demo.py. Without Consul, or with MARTLET_DEMO=file, services are
# found in a file.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need_swift

scripts/install.sh git zlib1g-dev libsqlite3-dev python3
build=(scripts/swift.sh build --package-path Examples)
for product in stringsvc apigateway; do "${build[@]}" --product "$product"; done
programs=$("${build[@]}" --show-bin-path)
consul=()
if [[ ${MARTLET_DEMO:-} != file ]]; then
    if path=$(scripts/consul.sh); then consul=("$path"); else echo "No Consul: services are found in a file."; fi
fi
exec python3 scripts/demo.py "$programs" "${consul[@]}"
