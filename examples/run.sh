#!/usr/bin/env bash
# An agent to try things on: examples/run.sh FLAGPOST. It runs on an embedded store in a directory of its own, with
# this folder's documents applied, until Ctrl-C; then the directory is removed. `make run` builds FLAGPOST first.
set -euo pipefail

binary=$(realpath -s "${1:?usage: examples/run.sh FLAGPOST}")
examples=$(realpath -s "$(dirname "$0")")

# Not below the repository: a socket's path has at most 103 bytes.
directory=$(mktemp -d "${TMPDIR:-/tmp}/flagpost.XXXXXX")
agent=
stop() {
    trap - EXIT INT TERM
    if [ -n "$agent" ]; then
        kill -TERM "$agent" 2>/dev/null || true
        wait "$agent" || true
    fi
    rm -rf "$directory"
}
trap stop EXIT
trap 'echo; exit 0' INT TERM

# All named here, so that no setting of this host or of the caller leads to another store.
unset "${!FLAGPOST_@}"
export FLAGPOST_RUNTIME_DIR=$directory/run FLAGPOST_STORE=sqlite:$directory/flagpost.db

"$binary" store init >/dev/null
"$binary" apply --yes -f "$examples"/*.yaml "$examples"/*.json

port=9464
while (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
FLAGPOST_STATE_DIR=$directory/state "$binary" agent --listen "127.0.0.1:$port" &
agent=$!
until [ -S "$FLAGPOST_RUNTIME_DIR/default/flagpost.sock" ] && "$binary" eval support-chat >/dev/null 2>&1; do
    kill -0 "$agent" 2>/dev/null || exit 1
    sleep 0.1
done

cat <<END

The agent runs, with the documents in $examples applied. In another terminal:

    export PATH=$(dirname "$binary"):\$PATH
    export FLAGPOST_RUNTIME_DIR=$FLAGPOST_RUNTIME_DIR FLAGPOST_STORE=$FLAGPOST_STORE
    export METRICS=http://127.0.0.1:$port/metrics

    flagpost eval support-chat --unit user-1
    flagpost kill support-chat --reason "answers quote wrong prices" --wait
    flagpost restore support-chat --reason "prompt fixed"
    flagpost report --feature support-chat --variant canary --result error --count 60
    flagpost status
    curl -s \$METRICS

Ctrl-C stops it and removes $directory.

END
wait "$agent"
