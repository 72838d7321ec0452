#!/usr/bin/env bash
# Builds all tests with a sanitizer and runs those that match, a run for each filter; tests of the first one after the
# other: Tests/Sanitizers/run.sh address|thread COMPUTING WAITING...
set -euo pipefail
cd "$(dirname "$0")/../.."
sanitizer=$1
shift
here=Tests/Sanitizers
scratch=.build-$sanitizer

swift build --build-tests --sanitize "$sanitizer" --scratch-path "$scratch"

preloaded=
if [[ $sanitizer == thread ]]; then
    # The toolchain's compiler: no other knows Swift's calling convention.
    preloaded=$PWD/$scratch/mutex.so
    "$(dirname "$(readlink -f "$(command -v swift)")")/clang" -shared -fPIC -O1 -o "$preloaded" "$here/mutex.c"
fi
# Some tests prove that a guard page is there by crashing on it: that signal is theirs.
export ASAN_OPTIONS=handle_segv=0:detect_leaks=1
export LSAN_OPTIONS=suppressions=$PWD/$here/leaks.supp:print_suppressions=0
export TSAN_OPTIONS=handle_segv=0:halt_on_error=1:second_deadlock_stack=1
# Under a sanitizer nothing counts allocations, and what the fuzz tests do in minutes libFuzzer does better (Tests/Fuzz).
# What computes takes several times as long, and has time limits; tests of time mean nothing here.
order=--no-parallel
for filter in "$@"; do
    LD_PRELOAD=$preloaded swift test --skip-build --sanitize "$sanitizer" --scratch-path "$scratch" $order \
        --filter "$filter" --skip allocationsAreCounted --skip FuzzTests \
        --skip "cost little time" --skip "cannot blow a file up"
    order=
done
