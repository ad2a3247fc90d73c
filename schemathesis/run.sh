#!/usr/bin/env bash
# Holds a server against its own description (/api/openapi.json) with schemathesis: every check, every phase, as nobody,
# as a program with a token, and as somebody who is signed in.
#
#   schemathesis/run.sh QUET [EXAMPLES]   QUET is the program; EXAMPLES for each operation (6)
#
# The server is one of its own, on this machine, in a folder that is thrown away: what is tried ends units and people.
# schemathesis comes from PyPI, in the versions and with the digests of requirements.txt. The seed is fixed.
set -euo pipefail
quet=$(realpath "${1:?the program quet}") examples=${2:-6}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
serving=
trap '[ -z "$serving" ] || kill "$serving" 2>/dev/null || true; rm -rf "$work"' EXIT
cp "$here"/* "$work"
cd "$work"

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt

"$quet" serve --lang en --listen 127.0.0.1:0 --data "$work/data" >"$work/served.log" 2>&1 &
serving=$!
for _ in $(seq 60); do
    first=$(grep -o 'http://[^ ]*/console/first?code=[^ ]*' "$work/served.log" || true)
    [ -z "$first" ] || break
    kill -0 "$serving" 2>/dev/null || { cat "$work/served.log" >&2; exit 1; }
    sleep 0.5
done
python3 office.py "$first"
export QUET_URL=${first%%/console*} SCHEMATHESIS_HOOKS=hooks PYTHONPATH=$work

failed=
for who in nobody token person; do
    config=visitor.toml
    [ "$who" != person ] || config=person.toml
    printf '\n--- as %s\n' "$who"
    QUET_AS=$who "$work/venv/bin/schemathesis" --no-color --config-file "$config" run "$QUET_URL/api/openapi.json" \
        --checks all --phases examples,coverage,fuzzing,stateful --max-examples "$examples" --seed 20261128 \
        --continue-on-failure --request-timeout 30 ||
        failed="$failed $who"
done
if grep -E 'panicked|status=5[0-9][0-9]' "$work/served.log"; then
    echo 'the server broke down' >&2
    failed="$failed server"
fi
[ -z "$failed" ] || { echo "does not hold:$failed" >&2; exit 1; }
