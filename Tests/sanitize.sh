#!/usr/bin/env bash
# Builds all tests with a sanitizer and runs those that match: Tests/sanitize.sh address|thread FILTER
set -euo pipefail
cd "$(dirname "$0")/.."
sanitizer=$1
filter=$2
scratch=.build-$sanitizer

# Some tests prove that a guard page is there by crashing on it: that signal is theirs.
export ASAN_OPTIONS=handle_segv=0:detect_leaks=1
export LSAN_OPTIONS=suppressions=$PWD/Tests/leaks.supp:print_suppressions=0
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
swift build --build-tests --sanitize "$sanitizer" --scratch-path "$scratch"
# Under a sanitizer nothing counts allocations, and what the fuzz tests do in minutes libFuzzer does better (Tests/Fuzz).
swift test --skip-build --sanitize "$sanitizer" --scratch-path "$scratch" --filter "$filter" \
    --skip allocationsAreCounted --skip FuzzTests
