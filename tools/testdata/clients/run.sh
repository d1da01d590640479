#!/usr/bin/env bash
# The official TypeScript clients against a real demo process. Needs Go, Node 20 or newer and npm.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
work=$(mktemp -d)
demo=
finish() {
	status=$?
	[ -z "$demo" ] || { kill -TERM "$demo" 2>/dev/null || true; wait "$demo" 2>/dev/null || true; }
	[ $status = 0 ] || { echo "--- what the demo logged last"; tail -20 "$work/log" 2>/dev/null || true; }
	rm -rf "$work"
	exit $status
}
trap finish EXIT

go build -o "$work/frontdesk" ./cmd/frontdesk
cp "$here"/*.mjs "$here/package.json" "$work/"
(cd "$work" && npm install --no-audit --no-fund --ignore-scripts --loglevel=error)

port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
export BASE=http://127.0.0.1:$port TOKEN=clients-token-0123456789 PHONE=15550001111
"$work/frontdesk" demo --listen "127.0.0.1:$port" --data "$work/data" --mcp-token "$TOKEN" --session-idle 0 >"$work/out" 2>"$work/log" &
demo=$!
for _ in $(seq 100); do
	curl -fs "$BASE/readyz" >/dev/null && break
	sleep 0.1
done
export STDIO="[\"$work/frontdesk\",\"stdio\",\"--data\",\"$work/data\",\"--listen\",\"127.0.0.1:$port\",\"--graph-url\",\"$BASE/sandbox/graph\"]"
cd "$work"
node v1.mjs
node v2.mjs
