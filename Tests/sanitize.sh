#!/usr/bin/env bash
# Builds all tests with a sanitizer and runs those that match: Tests/sanitize.sh address|thread FILTER
set -euo pipefail
cd "$(dirname "$0")/.."
sanitizer=$1
filter=$2
scratch=.build-$sanitizer

# Some tests prove that a guard page is there by crashing on it: that signal is theirs.
export ASAN_OPTIONS=handle_segv=0:detect_leaks=0
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
swift build --build-tests --sanitize "$sanitizer" --scratch-path "$scratch"
# Under a sanitizer nothing counts allocations.
swift test --skip-build --sanitize "$sanitizer" --scratch-path "$scratch" --filter "$filter" --skip allocationsAreCounted
