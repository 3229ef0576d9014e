#!/bin/sh
# Quotes a bill at a shop, and redeems what is best for the customer. Needs a POSIX shell and curl 7.71 or later.
#
#   examples/redeem.sh MERCHANT RESIDENT BILL [REFERENCE [TIME]]
#   examples/redeem.sh M04 R0001 40.00
#
# The books are those of BOOKS, by default the demo's; TOKEN is a program's token for them. A shop's own names the customer
# by what stands on their card: give that instead of RESIDENT, after card:, as in card:A3K7MN.
# The reference is the key too: if an answer is lost, the same request is sent again under the same key, and is done once.
set -eu

books=${BOOKS:-http://127.0.0.1:8080/api/v1/communities/yunshan}
if [ $# -lt 3 ]; then
    echo "usage: $0 MERCHANT RESIDENT BILL [REFERENCE [TIME]]" >&2
    exit 2
fi
merchant=$1 resident=$2 bill=$3
reference=${4:-HX-$(date -u +%Y%m%d%H%M%S)-$$}
time=${5:-$(date -u +%Y-%m-%dT%H:%M:%SZ)}
case $resident in
    card:*) whose="\"card\":\"${resident#card:}\"" ;;
    *) whose="\"resident\":\"$resident\"" ;;
esac
answer=$(mktemp) headers=$(mktemp)
trap 'rm -f "$answer" "$headers"' EXIT
# In a file: what stands on a command line, everybody on the machine can read.
[ -z "${TOKEN:-}" ] || echo "Authorization: Bearer $TOKEN" > "$headers"

# Sends a body to an address of the books; leaves the answer in the file. A broken connection, a timeout and 5xx are
# tried again, at first after a second, then after two, four ...: with the same key nothing is done twice.
post() {
    path=$1 body=$2
    shift 2
    status=$(curl --silent --show-error --max-time 40 --retry 5 --retry-all-errors --output "$answer" \
        --write-out '%{http_code}' --header @"$headers" --header 'Content-Type: application/json' --header 'Accept-Language: en' \
        "$@" --data "$body" "$books/$path")
    case $status in
        2*) ;;
        *)
            echo "refused ($(field code)): $(field detail)" >&2
            exit 1
            ;;
    esac
}

# The first text of the answer by a name. Texts of money, codes and messages hold no quotation marks.
field() { grep -o "\"$1\":\"[^\"]*\"" "$answer" | head -n 1 | cut -d '"' -f 4; }

post quotes "{\"merchant\":\"$merchant\",$whose,\"bill\":\"$bill\",\"at\":\"$time\"}"
# The offers stand best first: those that can be used before the others.
sed -i.all 's/.*"offers":\[\({[^}]*}\).*/\1/' "$answer"
rm -f "$answer.all"
if ! grep -q '"usable":true' "$answer"; then
    echo "nothing to redeem: the customer pays $bill" >&2
    exit 1
fi
discount=$(field discount_code) voucher=$(field voucher)

body="{\"ref\":\"$reference\",\"at\":\"$time\",\"merchant\":\"$merchant\",$whose,\"bill\":\"$bill\""
[ -z "$discount" ] || body="$body,\"discount\":\"$discount\""
post redemptions "$body,\"voucher\":\"$voucher\"}" --header "Idempotency-Key: $reference"
echo "$reference: bill $bill, discount ${discount:-none}, vouchers $voucher; the customer pays $(field due_from_resident)"
