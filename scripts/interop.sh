#!/usr/bin/env bash
# Builds the foreign peers of the add service and our own programs, and lets them call each other: scripts/interop.py.
# scripts/interop.sh [--foreign] [--only WIRE,…]; with --foreign nothing of ours is built or run.
set -euo pipefail
. "$(dirname "$0")/common.sh"

built=$PWD/.build-interop
gopath=/usr/share/gocode

scripts/install.sh \
    g++ golang-github-go-kit-kit-dev golang-go golang-google-grpc-dev golang-thrift-dev libboost-dev libthrift-dev \
    protobuf-compiler protoc-gen-go-1-3 python3 python3-grpcio python3-protobuf python3-thrift thrift-compiler

say "Generating code and building the peers in Go, Python and C++"
rm -rf "$built"
mkdir -p "$built"/{go/src/interop,python,cpp}
protoc --proto_path=Interop/idl add.proto --python_out="$built/python" \
    --plugin=/usr/bin/protoc-gen-go --go_out="plugins=grpc:$built/go/src"
thrift --gen go --out "$built/go/src/interop" Interop/idl/add.thrift
thrift --gen py --out "$built/python" Interop/idl/add.thrift
thrift --gen cpp:no_skeleton --out "$built/cpp" Interop/idl/add.thrift
(cd Interop/go && GO111MODULE=off GOPATH=$built/go:$gopath GOFLAGS='' go build -o "$built/go-peer" .)
g++ -std=c++17 -O1 -Wall -I "$built/cpp" -I Interop/cpp -o "$built/cpp-peer" \
    Interop/cpp/*.cpp "$built"/cpp/*.cpp -lthriftz -lthrift -lz -pthread

programs=()
if [[ " $* " != *" --foreign "* ]]; then
    say "Building addsvc and addcli"
    need_swift
    build=(scripts/swift.sh build --package-path Examples)
    for product in addsvc addcli; do "${build[@]}" --product "$product"; done
    programs=("$("${build[@]}" --show-bin-path)")
fi
say "Calling"
exec python3 scripts/interop.py "$@" "$built" "${programs[@]}"
