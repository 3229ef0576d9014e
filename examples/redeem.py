#!/usr/bin/env python3
"""Quotes a bill at a shop, and redeems what is best for the customer. Needs Python 3.8 or later and nothing else.

    examples/redeem.py MERCHANT RESIDENT BILL [REFERENCE [TIME]]
    examples/redeem.py M04 R0001 40.00

The books are those of BOOKS, by default the demo's; TOKEN is a program's token for them. A shop's own names the customer by
what stands on their card: give that instead of RESIDENT, after card:, as in card:A3K7MN. The reference is the key too: if an answer is lost, the same
request is sent again under the same key, and is done once. Amounts stay texts: a float is no money.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timezone
from http.client import HTTPException

BOOKS = os.environ.get("BOOKS", "http://127.0.0.1:8080/api/v1/communities/yunshan")
TOKEN = os.environ.get("TOKEN", "")
TRIES = 6


class Refused(Exception):
    """The service's no, with its problem document."""

    def __init__(self, problem):
        super().__init__("refused ({code}): {detail}".format(**problem))
        self.code = problem["code"]
        self.facts = problem.get("facts", {})


def post(path, body, key=None):
    """The answer to a request. A broken connection and a 5xx are tried again: under the same key nothing is done twice."""
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    if TOKEN:
        headers["Authorization"] = f"Bearer {TOKEN}"
    if key is not None:
        headers["Idempotency-Key"] = key
    request = urllib.request.Request(f"{BOOKS}/{path}", json.dumps(body).encode(), headers)
    for attempt in range(TRIES):
        try:
            with urllib.request.urlopen(request, timeout=40) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise Refused(json.load(error)) from None
            failure = error
        except (OSError, HTTPException, ValueError) as error:
            # Refused, reset, timed out, or an answer that broke off: whether it was done is not known.
            failure = error
        if attempt + 1 < TRIES:
            time.sleep(2**attempt)
    raise failure


def redeem(merchant, resident, bill, reference, at):
    """Redeems the best offer; answers it and what was recorded. Nothing if there is none."""
    whose = {"card": resident[5:]} if resident.startswith("card:") else {"resident": resident}
    who = {"merchant": merchant, "bill": bill, "at": at, **whose}
    # The offers stand best first: those that can be used before the others.
    usable = [offer for offer in post("quotes", who)["offers"] if offer["usable"]]
    if not usable:
        return None
    best = usable[0]
    claim = dict(who, ref=reference, discount=best["discount_code"], voucher=best["voucher"])
    return best, post("redemptions", claim, key=reference)


def main(arguments):
    if not 3 <= len(arguments) <= 5:
        sys.exit("usage: redeem.py MERCHANT RESIDENT BILL [REFERENCE [TIME]]")
    merchant, resident, bill = arguments[:3]
    reference = arguments[3] if len(arguments) > 3 else f"HX-{uuid.uuid4().hex[:24]}"
    at = arguments[4] if len(arguments) > 4 else datetime.now(timezone.utc).isoformat(timespec="seconds")
    try:
        done = redeem(merchant, resident, bill, reference, at)
    except (Refused, OSError, HTTPException, ValueError) as error:
        sys.exit(str(error))
    if done is None:
        sys.exit(f"nothing to redeem: the customer pays {bill}")
    best, recorded = done
    due = recorded["document"]["due_from_resident"]
    discount = best["discount_code"] or "none"
    print(f"{reference}: bill {bill}, discount {discount}, vouchers {best['voucher']}; the customer pays {due}")


if __name__ == "__main__":
    main(sys.argv[1:])
