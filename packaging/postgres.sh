#!/usr/bin/env bash
# A PostgreSQL server for tests, of its own and for this machine alone.
#
#   postgres.sh start FOLDER [PORT]   makes it in FOLDER, or starts the one that is there; prints its URL
#   postgres.sh stop FOLDER           ends it at once, as a machine does that is switched off
#
# It listens on the loopback, at PORT or at one that is free, and lets in whoever knows the password, which it makes up.
# PostgreSQL refuses to run as root: it then runs as `postgres`, who comes with Debian's package. Tests gain nothing from
# waiting for the disk, so it does not (fsync off): nothing that is to last belongs in here.
set -euo pipefail

act=${1:?start or stop} folder=${2:?a folder}
# The newest that is installed.
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo 'PostgreSQL is not installed (Debian: postgresql)' >&2; exit 1; }
as=()
[ "$(id -u)" -ne 0 ] || as=(setpriv --reuid=postgres --regid=postgres --init-groups)

case $act in
start)
    if [ ! -e "$folder/data/PG_VERSION" ]; then
        mkdir -p "$folder"
        password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
        (umask 077; echo "$password" >"$folder/password")
        # A certificate of its own, for those who ask for TLS.
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext 'subjectAltName=DNS:localhost' -addext 'basicConstraints=critical,CA:FALSE' \
            -keyout "$folder/key.pem" -out "$folder/certificate.pem" 2>/dev/null
        [ "${#as[@]}" -eq 0 ] || chown -R postgres: "$folder"
        "${as[@]}" "$bin/initdb" --pgdata="$folder/data" --username=quet --pwfile="$folder/password" \
            --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 >"$folder/initdb.log"
    fi
    port=${3:-}
    for attempt in 1 2 3 4 5; do
        at=${port:-$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')}
        options="-c listen_addresses=localhost -c port=$at -c unix_socket_directories= -c max_connections=200"
        options+=" -c fsync=off -c ssl=on -c ssl_cert_file=$folder/certificate.pem -c ssl_key_file=$folder/key.pem"
        if "${as[@]}" "$bin/pg_ctl" --pgdata="$folder/data" --log="$folder/log" --silent --wait --options="$options" \
            start >&2; then
            echo "postgres://quet:$(cat "$folder/password")@localhost:$at/postgres"
            exit 0
        fi
    done
    tail -n 20 "$folder/log" >&2
    exit 1
    ;;
stop)
    "${as[@]}" "$bin/pg_ctl" --pgdata="$folder/data" --mode=immediate --silent --wait stop
    ;;
*)
    echo "start or stop, not $act" >&2
    exit 64
    ;;
esac
