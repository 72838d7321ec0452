#!/usr/bin/env bash
# Builds .build-fuzz/fuzz: the leaf, the model and the targets with libFuzzer's and the address sanitizer's
# instrumentation. SwiftPM cannot give single targets these options, and all of the package would take minutes; so the
# compiler is called directly, and swift-crypto comes, uninstrumented, from the ordinary build (`make build-tests`).
set -euo pipefail
cd "$(dirname "$0")/../.."

out=.build-fuzz
ordinary=.build/debug
crypto=.build/checkouts/swift-crypto/Sources
mkdir -p "$out"

# Whether OBJECT is older than anything in the folders, or something below it was made anew.
remade=
is_stale() {
    local object=$1
    shift
    [ -n "$remade" ] || [ ! -e "$object" ] || [ -n "$(find "$@" -newer "$object" -print -quit)" ]
}

# SwiftPM writes this one for C targets that have none.
cat > "$out/module.modulemap" <<MAP
module CSystemCalls {
    umbrella header "$PWD/Sources/CSystemCalls/include/CSystemCalls.h"
    export *
}
MAP

options=(
    -swift-version 6 -package-name flagpost -warnings-as-errors -O -g -wmo -parse-as-library -sanitize=fuzzer,address
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault
    -enable-upcoming-feature MemberImportVisibility
    -Xcc "-fmodule-map-file=$out/module.modulemap" -Xcc -fmodule-map-file=Sources/CYAML/module.modulemap
    -I "$out" -I "$ordinary/Modules" -I "$crypto/CCryptoBoringSSL/include" -I "$crypto/CCryptoBoringSSLShims/include"
)
module() {
    is_stale "$out/$1.o" "$2" || return 0
    find "$2" -name '*.swift' -print0 | xargs -0 swiftc "${options[@]}" -module-name "$1" \
        -emit-module -emit-module-path "$out/$1.swiftmodule" -emit-object -o "$out/$1.o"
    remade=yes
}

if is_stale "$out/CSystemCalls.o" Sources/CSystemCalls; then
    clang -c -O1 -g -fsanitize=fuzzer-no-link,address -ISources/CSystemCalls/include Sources/CSystemCalls/*.c \
        -o "$out/CSystemCalls.o"
    remade=yes
fi
module FlagSnapshot Sources/FlagSnapshot
module SnapshotWriting Sources/SnapshotWriting
module FlagModel Sources/FlagModel
module Fuzz Tests/Fuzz
is_stale "$out/fuzz" "$out"/*.o || exit 0
mapfile -t objects < <(find "$ordinary"/{Crypto,CryptoBoringWrapper,CCryptoBoringSSL,CCryptoBoringSSLShims,CXKCP,CXKCPShims}.build \
    -name '*.o')
# gold, the default, warns of every function of the sanitizer.
swiftc -sanitize=fuzzer,address -use-ld=lld "$out"/{Fuzz,FlagModel,SnapshotWriting,FlagSnapshot,CSystemCalls}.o "${objects[@]}" \
    -lstdc++ -lyaml -o "$out/fuzz"
