#!/usr/bin/env bash
# Measures what the product promises, on this machine: import of 100,000 claims on SQLite and on PostgreSQL (durable,
# a temporary server), memory, and balances as of a business time. Prints what it measured; never part of the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
claims=${1:-100000}
work=$(mktemp -d)
chmod 755 "$work"
server=""
finish() { [ -z "$server" ] || as_postgres "$bin/pg_ctl" -D "$work/pg" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$work"; }
trap finish EXIT
as_postgres() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

cargo build --release --quiet --bin xiaonuan
xiaonuan=target/release/xiaonuan
echo "$(nproc) cores, $(uname -r), load $(cut -d' ' -f1-3 /proc/loadavg)"
$xiaonuan demo "$work/books" --claims "$claims" --seed 7 >/dev/null
rows=$(cat "$work"/books/*.csv | wc -l)
community=$(tail -n 1 "$work/books/community.csv" | cut -d, -f1)

measure() { # name, database
    local start end
    export DATABASE_URL=$2
    start=$(date +%s%N)
    $xiaonuan import "$work/books" >"$work/summary" &
    local process=$! peak=0 now
    while now=$(awk '/VmHWM/ {print $2}' "/proc/$process/status" 2>/dev/null) && [ -n "$now" ]; do peak=$now; sleep 0.05; done
    wait "$process"
    end=$(date +%s%N)
    echo "$1: $rows rows in $(( (end - start) / 1000000 )) ms, $(( rows * 1000000000 / (end - start) )) rows/s, peak memory $peak kB"
    for day in 2025-03-31 2025-08-15 2025-12-31; do
        start=$(date +%s%N)
        $xiaonuan report funds --community "$community" --as-of "$day" --format csv >/dev/null
        end=$(date +%s%N)
        echo "$1: balances of all funds as of $day in $(( (end - start) / 1000000 )) ms, starting the program included"
    done
}

measure SQLite "sqlite://$work/books.db"
echo "SQLite: $(du -k "$work/books.db" | cut -f1) kB on disk"

bin=$(dirname "$(command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb | tail -n 1)")
bin=$(dirname "$(readlink -f "$bin/initdb")")
mkdir "$work/pg"
if [ "$(id -u)" -eq 0 ]; then chown postgres "$work/pg"; fi
as_postgres "$bin/initdb" -A trust -N -U postgres -D "$work/pg" >/dev/null
server=yes
as_postgres "$bin/pg_ctl" -w -D "$work/pg" -l "$work/pg/log" -o "-k $work/pg -p 54399 -c listen_addresses=127.0.0.1" start >/dev/null
measure PostgreSQL "postgres://postgres@127.0.0.1:54399/postgres?sslmode=disable"
