#!/usr/bin/env bash
# Fuzzes every target, or those named, for so many seconds each: Tests/Fuzz/run.sh SECONDS [TARGET...]
# What is found is written to .build-fuzz/found; inputs that reach new code are kept in .build-fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=$1
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(document program ring rule snapshot)
out=.build-fuzz
mkdir -p "$out/found"

for target in "${targets[@]}"; do
    corpus="$out/corpus/$target"
    written="Tests/Fuzz/corpus/$target"
    mkdir -p "$corpus"
    "$out/fuzz" --target="$target" --seeds="$corpus"
    log="$out/$target.log"
    given=("$corpus")
    [ ! -d "$written" ] || given+=("$written")
    # A Swift trap is a SIGILL, and what does not end in 10 s a hang.
    if ! "$out/fuzz" --target="$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
        -artifact_prefix="$out/found/$target-" "${given[@]}" >"$log" 2>&1; then
        tail -60 "$log" >&2
        echo "fuzz: $target failed; its input is in $out/found, replay it with" >&2
        echo "    $out/fuzz --target=$target $out/found/FILE" >&2
        exit 1
    fi
    echo "fuzz: $target, $(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$log") inputs, $(ls "$corpus" | wc -l) kept"
done
