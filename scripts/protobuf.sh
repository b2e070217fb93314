#!/usr/bin/env bash
# Generates the Swift of all .proto files anew: messages with protoc-gen-swift, which is built from the swift-protobuf that
# Package.resolved names, and descriptors for reflection, as Swift. The results are committed. Needs protoc (Debian:
# protobuf-compiler).
set -euo pipefail
. "$(dirname "$0")/common.sh"

command -v protoc >/dev/null || scripts/install.sh protobuf-compiler
checkout=.build/checkouts/swift-protobuf
[[ -d $checkout ]] || swift package --traits GRPC resolve
scratch=${MARTLET_PROTOBUF_DIR:-.build/protobuf}
swift build --package-path "$checkout" --scratch-path "$scratch" --product protoc-gen-swift -c release
plugin=$(swift build --package-path "$checkout" --scratch-path "$scratch" -c release --show-bin-path)/protoc-gen-swift

# generate PROTOS OUTPUT VISIBILITY: the messages of all files below PROTOS, and their descriptors.
generate() {
    local protos=$1 output=$2 visibility=$3 file descriptors
    local -a files
    mapfile -t files < <(cd "$protos" && find . -name '*.proto' | sed 's|^\./||' | LC_ALL=C sort)
    rm -rf "$output"
    mkdir -p "$output"
    protoc --proto_path "$protos" --plugin "protoc-gen-swift=$plugin" --swift_out "$output" \
        --swift_opt "Visibility=$visibility" --swift_opt FileNaming=PathToUnderscores \
        --swift_opt UseAccessLevelOnImports=true "${files[@]}"
    descriptors=$(mktemp)
    protoc --proto_path "$protos" --include_imports --descriptor_set_out "$descriptors" "${files[@]}"
    python3 scripts/protobuf.py "$descriptors" "$output/Descriptors.swift"
    rm -f "$descriptors"
    # What needs the library stands behind the trait that brings it. The code of others has their style.
    for file in "$output"/*.swift; do
        python3 - "$file" <<'PY'
import sys
path = sys.argv[1]
text = open(path).read()
if not text.startswith("#if GRPC"):
    head = "" if "swift-format-ignore-file" in text else "// swift-format-ignore-file\n"
    open(path, "w").write("#if GRPC\n" + head + text.rstrip("\n") + "\n#endif\n")
PY
    done
}

generate Sources/MartletGRPC/Protos Sources/MartletGRPC/Generated Internal
generate Tests/MartletGRPCTests/Protos Tests/MartletGRPCTests/Generated Internal
# The add service and its benchmark have the trait, and the same messages.
for folder in Examples/Sources/Adding/GRPC Benchmarks/Sources/GRPCBenchmark; do
    sed '/^#if GRPC$/d; /^#endif$/d' Tests/MartletGRPCTests/Generated/add.pb.swift >"$folder/add.pb.swift"
done
