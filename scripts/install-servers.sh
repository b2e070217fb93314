#!/usr/bin/env bash
# Installs the real servers that the integration tests start (Tests/RealServers/README.md says which test needs which).
# The second run takes a fraction of a second. Debian's packages go onto the machine, but no service of theirs is
# started; what comes from PyPI goes into .build-servers/, or where MARTLET_SERVERS_DIR says.
set -euo pipefail
. "$(dirname "$0")/common.sh"

packages=(
    bind9-dnsutils                  # nsupdate, which changes what Knot serves
    collectd-core                   # StatsD, a strict parser
    curl nghttp2-client             # HTTP/2: curl, and h2load
    dnsmasq-base                    # DNS
    etcd-server etcd-client         # etcd 3.4
    g++ libthrift-dev libboost-dev  # Thrift in C++
    golang-github-go-kit-kit-dev    # Go kit itself
    golang-go                       # net/rpc; builds the peers in Go
    golang-google-grpc-dev          # gRPC in Go
    golang-thrift-dev               # Thrift in Go
    graphite-carbon python3-whisper # Graphite; the module reads its files
    haproxy                         # routes to what Consul's DNS says
    influxdb                        # InfluxDB 1
    knot                            # DNS whose records change at run time
    netdata-core                    # StatsD and DogStatsD
    openssl                         # certificates for their tests
    prometheus                      # and promtool
    python3                         # the relay between a test and a server
    rsyslog                         # syslog
    thrift-compiler python3-thrift  # Thrift in Python
    zookeeper default-jre-headless  # ZooKeeper 3.8
)
requirements=scripts/servers-requirements.txt
environment=${MARTLET_SERVERS_DIR:-.build-servers}
scratch=$(mktemp -d)
policy=/usr/sbin/policy-rc.d
policy_is_ours=
failures=()
# As scripts/install.sh does it.
as_root=()
[[ $(id -u) -eq 0 ]] || as_root=(sudo)

clean_up() {
    rm -rf "$scratch"
    if [[ -n $policy_is_ours ]]; then "${as_root[@]}" rm -f "$policy"; fi
}
trap clean_up EXIT

# Prints those of the named packages that have not been installed and configured.
missing_of() {
    local package
    for package in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null) == "ii "* ]] || printf '%s\n' "$package"
    done
}

# Sets things up so that apt starts no service, and that a package whose set-up calls systemctl does not fail where there
# is no systemd.
quiet_services() {
    if [[ ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' >"$scratch/policy"
        "${as_root[@]}" install -m 755 "$scratch/policy" "$policy"
        policy_is_ours=yes
    fi
    if [[ ! -d /run/systemd/system ]]; then
        printf '#!/bin/sh\nexit 0\n' >"$scratch/systemctl"
        chmod 755 "$scratch/systemctl"
        PATH=$scratch:$PATH
    fi
}

install_packages() {
    command -v dpkg-query >/dev/null || {
        scripts/install.sh "${packages[@]}" # Says what to do on another system.
        return
    }
    local missing package
    mapfile -t missing < <(missing_of "${packages[@]}" python3-venv)
    [[ ${#missing[@]} -gt 0 ]] || return 0
    quiet_services
    scripts/install.sh "${missing[@]}" && return
    # One that fails must not take the others along; a second attempt is enough for what failed half-way.
    mapfile -t missing < <(missing_of "${missing[@]}")
    for package in "${missing[@]}"; do
        scripts/install.sh "$package" || failures+=("$package")
    done
}

install_environment() {
    if [[ -x $environment/bin/python3 ]] && cmp -s "$requirements" "$environment/installed.txt"; then return; fi
    local python=/usr/bin/python3
    [[ -x $python ]] || python=$(command -v python3)
    echo "Installing what $requirements lists into $environment"
    "$python" -m venv --clear "$environment"
    "$environment/bin/python3" -m pip install --quiet --disable-pip-version-check --no-input --requirement "$requirements"
    cp "$requirements" "$environment/installed.txt"
}

install_packages
# Apart, so that `set -e` holds in it: it does not in a function that is called from a condition.
set +e
(set -e; install_environment)
[[ $? -eq 0 ]] || failures+=("the packages of $requirements")
set -e
scripts/consul.sh >/dev/null || failures+=(consul)

[[ ${#failures[@]} -eq 0 ]] || fail "Not installed: ${failures[*]}"
