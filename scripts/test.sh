#!/usr/bin/env bash
# Everything that must hold before a change is taken: what CI runs, and what to run on a fresh checkout.
# Each step runs even if one before it failed; the last line sums up all tests.
set -euo pipefail
. "$(dirname "$0")/common.sh"

logs=.build-test
rm -rf "$logs"
mkdir -p "$logs"
failed_steps=()
passed=0
failed=0
started=$SECONDS

# A step that hangs fails after half an hour.
limit=()
if command -v timeout >/dev/null; then limit=(timeout --kill-after=10 1800); fi

# step NAME COMMAND...: runs the command, shows its output, and remembers whether it failed.
step() {
    local name=$1 begin=$SECONDS
    shift
    say "$name"
    if "${limit[@]}" "$@" 2>&1 </dev/null | tee "$logs/${name// /-}.log"; then
        echo "-- $name: done in $((SECONDS - begin)) s"
    else
        failed_steps+=("$name")
        echo "-- $name: FAILED after $((SECONDS - begin)) s"
    fi
}

# reasons NAME: the first tests of a step that failed, shortened; where it broke off instead, its last words.
reasons() {
    local log=$logs/${1// /-}.log
    [[ -f $log ]] || return 0
    {
        grep -v 'Test run with' "$log" | grep '^✘ Test .* recorded an issue' | head -n 3
        grep -q 'Test run with' "$log" || grep -E 'Fatal error|💣|Crash|signal code|error: ' "$log" | head -n 3
        grep -q 'Test run with' "$log" || grep -v '^$' "$log" | tail -n 4
    } | cut -c 1-200 | sed 's/^/    /' || true
}

# count_tests NAME: adds the tests of a step that ran `swift test` to the sum.
# The closing line says how many ran; each test that failed has a line of its own.
count_tests() {
    local log=$logs/${1// /-}.log ran failures
    ran=$(sed -n 's/.*Test run with \([0-9]*\) tests\{0,1\} .*/\1/p' "$log" | tail -n 1)
    failures=$(grep -v 'Test run with' "$log" | grep -c '^✘ Test .* failed after' || true)
    if [[ -z $ran ]]; then
        # It did not build, or crashed on the way.
        [[ " ${failed_steps[*]-} " == *"$1"* ]] || failed_steps+=("$1: no test ran")
        failures=$((failures > 0 ? failures : 1))
        ran=$failures
    fi
    passed=$((passed + ran - failures))
    failed=$((failed + failures))
}

say "Prerequisites"
need_swift
# zlib: SwiftNIO's compression, which AsyncHTTPClient brings, links to it. sqlite3: the store of the profile service.
scripts/install.sh git zlib1g-dev libsqlite3-dev openssl
# The servers that the tests talk to. One that is missing fails its tests here, and skips them under plain `swift test`.
scripts/install-servers.sh || failed_steps+=("servers")
export MARTLET_REQUIRE_SERVERS=1
# A crash says where it happened.
export SWIFT_BACKTRACE=enable=yes,color=no,threads=crashed,images=none,registers=none
swift --version 2>&1 | head -n 2

# The modules whose tests start collectors and registries.
servers='Circonus|CloudWatch|Consul|DNS|Etcd|Gob|Graphite|GRPC|InfluxDB|Logging|NetRPC|OTLP|Prometheus|StatsD|Thrift'
servers+='|Zipkin|ZooKeeper'
servers="^(Martlet($servers)Tests|RealServersTests)\."

step "lint" scripts/lint.sh
step "build" scripts/swift.sh build --build-tests
# Apart: the time-outs of sockets are real, and the simulations of other modules take all the processors there are.
step "HTTP tests" scripts/swift.sh test --filter '^MartletHTTPTests\.'
count_tests "HTTP tests"
# One after the other, for the same reason: they start real servers, kill them, and look at the time that it takes.
step "server tests" scripts/swift.sh test --no-parallel --filter "$servers"
count_tests "server tests"
step "library tests" scripts/swift.sh test --skip '^MartletHTTPTests\.' --skip "$servers"
count_tests "library tests"
step "example tests" scripts/swift.sh test --package-path Examples
count_tests "example tests"
# Processes that are killed, added and drained under traffic; it fails when a request is lost.
step "demo with Consul" scripts/demo.sh
step "demo with a file" env MARTLET_DEMO=file scripts/demo.sh
# What the hot paths cost must not grow.
step "ratchet" scripts/ratchet.sh
step "benchmarks build" scripts/swift.sh build --package-path Benchmarks
if compgen -G 'Fuzz/*/*.swift' >/dev/null; then
    step "fuzzing" scripts/fuzz.sh all 10
fi

say "Summary after $((SECONDS - started)) s"
if [[ ${#failed_steps[@]} -gt 0 ]]; then
    for name in "${failed_steps[@]}"; do
        echo "FAILED: $name"
        reasons "${name%%:*}"
    done
    # A step that is not a test, such as the lint, must show in the closing line too.
    failed=$((failed > 0 ? failed : ${#failed_steps[@]}))
fi
echo "$passed passed, $failed failed"
[[ ${#failed_steps[@]} -eq 0 && $failed -eq 0 && $passed -gt 0 ]]
