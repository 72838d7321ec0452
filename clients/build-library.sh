#!/bin/sh
# Builds .build-client/lib/libflagpost.so.1 in Embedded Swift, and refuses one that needs more than libc or has grown.
set -eu
cd "$(dirname "$0")/.."

scratch=.build-client
library=$scratch/lib/libflagpost.so.1
maximum_bytes=153600
mkdir -p "$scratch/lib"

cat > "$scratch/exports.map" <<'MAP'
FLAGPOST_1 { global: flagpost_*; local: *; };
MAP

swift build -c release --traits EmbeddedClient --scratch-path "$scratch" --product FlagpostClient \
    -Xswiftc -Xfrontend -Xswiftc -function-sections \
    -Xlinker --version-script="$PWD/$scratch/exports.map" -Xlinker -soname=libflagpost.so.1 -Xlinker --gc-sections

llvm=$(command -v llvm-objcopy || command -v objcopy)
"$llvm" --strip-all "$scratch/release/libFlagpostClient.so" "$library.new"

needed=$(readelf -d "$library.new" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -v '^libc\.so\.6$' || true)
if [ -n "$needed" ]; then
    echo "libflagpost.so.1 needs more than libc:" $needed >&2
    exit 1
fi
exported=$(readelf --dyn-syms -W "$library.new" \
    | awk '$7 != "UND" && $5 == "GLOBAL" && $8 !~ /^(flagpost_|FLAGPOST_1)/ { print $8 }')
if [ -n "$exported" ]; then
    echo "libflagpost.so.1 exports more than flagpost_*:" $exported >&2
    exit 1
fi
newest=$(readelf -V "$library.new" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -1)
if [ "$(printf '%s\nGLIBC_2.28\n' "$newest" | sort -V | tail -1)" != GLIBC_2.28 ]; then
    echo "libflagpost.so.1 needs $newest; GLIBC_2.28 is what the oldest supported distribution has" >&2
    exit 1
fi
# Nothing may trap, whatever it is given. Swift's runtime does where memory is short, and brings along functions that are
# nothing but a trap, which nothing calls.
traps=$(objdump -d --no-show-raw-insn "$scratch/release/libFlagpostClient.so" | awk '
    /^[0-9a-f]+ </ { name = $2 }
    $2 == "ud2" && before !~ /mov +%rsp,%rbp/ && name != "<swift_slowAlloc>:" { print name }
    { before = $0 }' | sort -u)
if [ -n "$traps" ]; then
    echo "libflagpost.so.1 can trap in:" $traps >&2
    exit 1
fi
bytes=$(stat -c %s "$library.new")
if [ "$bytes" -gt "$maximum_bytes" ]; then
    echo "libflagpost.so.1 has $bytes bytes; $maximum_bytes are allowed" >&2
    exit 1
fi
mv "$library.new" "$library"
ln -sf libflagpost.so.1 "$scratch/lib/libflagpost.so"
echo "$library: $bytes bytes, needs $newest"
