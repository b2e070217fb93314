#!/usr/bin/env bash
# Puts Consul 1.8.7 into a folder and prints the path of the program: scripts/consul.sh [FOLDER]
# The folder is .build-servers/consul by default, or consul in MARTLET_SERVERS_DIR. Nothing happens when it is there.
#
# Debian 12 has no Consul, Debian 11 has, and mirrors keep both. So the package is taken from the mirror that this machine
# uses, by an apt with lists, cache and sources of its own: those of the machine stay as they are, and nothing is installed.
set -euo pipefail
. "$(dirname "$0")/common.sh"

folder=${1:-${MARTLET_SERVERS_DIR:-.build-servers}/consul}
release=bullseye

works() { [[ -x $1/usr/bin/consul ]] && "$1/usr/bin/consul" version >/dev/null 2>&1; }

# The first address from which this machine takes the main packages of its own release.
mirror_of_machine() {
    local codename
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    apt-get indextargets 'Created-By: Packages' --format '$(RELEASE)|$(COMPONENT)|$(REPO_URI)' |
        sed -n "s/^$codename|main|//p" | head -n 1
}

if ! works "$folder"; then
    command -v apt-get >/dev/null || fail "Without apt, put the program of Consul 1.8 at $folder/usr/bin/consul."
    mirror=$(mirror_of_machine)
    [[ -n $mirror ]] || fail "apt knows no mirror of Debian to take Consul from."
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    mkdir -p "$scratch"/{lists/partial,cache/archives/partial,parts,package}
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $release main" >"$scratch/sources"
    cat >"$scratch/apt.conf" <<END
Dir::Etc::SourceList "$scratch/sources";
Dir::Etc::SourceParts "$scratch/parts";
Dir::Etc::PreferencesParts "$scratch/parts";
Dir::State::Lists "$scratch/lists";
Dir::State::Status "/dev/null";
Dir::Cache "$scratch/cache";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Sandbox::User "$(id -un)";
END
    echo "Fetching Consul into $folder" >&2
    export APT_CONFIG=$scratch/apt.conf
    apt-get -qq update >&2
    (cd "$scratch/package" && apt-get -qq download consul >&2)
    dpkg-deb --extract "$scratch"/package/consul_*.deb "$scratch/consul"
    works "$scratch/consul" || fail "The program of Debian's consul package does not run here."
    # Complete or not at all, for whoever looks meanwhile.
    mkdir -p "$(dirname "$folder")"
    rm -rf "$folder"
    mv "$scratch/consul" "$folder"
fi
printf '%s\n' "$folder/usr/bin/consul"
