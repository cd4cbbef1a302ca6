#!/usr/bin/env bash
# Starts the server of this repository for a CI job, in the background, and waits until it answers; action.yml runs it.
# MOCKER_PORT, MOCKER_CONFIG, MOCKER_ARGS and MOCKER_SECONDS are the action's inputs. The log is at $RUNNER_TEMP/openai-stream-mocker.PORT.log.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
port=${MOCKER_PORT:-8000}
log=${RUNNER_TEMP:-/tmp}/openai-stream-mocker.$port.log
args=(--port "$port")
[ -z "${MOCKER_CONFIG:-}" ] || args+=(--config "$(realpath "$MOCKER_CONFIG")")
# Split at spaces, as a shell would.
read -r -a more <<<"${MOCKER_ARGS:-}"

cd "$here"
deno=(deno)
command -v deno >/dev/null || deno=(npx --yes deno@2.8.2)
nohup "${deno[@]}" task start "${args[@]}" ${more[@]+"${more[@]}"} >"$log" 2>&1 &
pid=$!

for ((i = 0; i < ${MOCKER_SECONDS:-60} * 10; i++)); do
  # Its own word, since on a port that is taken somebody else answers.
  if grep -q "listens on" "$log" && curl -sf "http://localhost:$port/healthz" >/dev/null; then
    cat "$log"
    [ -z "${GITHUB_OUTPUT:-}" ] || echo "base-url=http://localhost:$port/v1" >>"$GITHUB_OUTPUT"
    exit 0
  fi
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.1
done

echo "Cannot start the server: it does not answer on port $port." >&2
cat "$log" >&2
exit 1
