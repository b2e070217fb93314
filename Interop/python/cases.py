"""The cases of a client. It has sum(a, b, timeout=None) and concat(a, b), which raise BusinessError for a refusal; the
timeout goes over the wire."""

import json
import time

from service import OVERFLOW, TOO_LONG, TWO_ZEROES, BusinessError

CALL_TIMEOUT = 10
SHORT_DEADLINE = 0.05
PROMPT_ANSWER = 1.5  # The server delays each call by more than this.
DEADLINE_FIELD = "grpc-timeout"  # of HTTP, and the header of Thrift

CASES = [
    ("sum", "sum", (1, 2), 3),
    ("sum negative", "sum", (-5, 2), -3),
    ("sum to zero", "sum", (-2, 2), 0),
    ("sum large", "sum", (2147483646, 1), 2147483647),
    ("two zeroes", "sum", (0, 0), BusinessError(TWO_ZEROES)),
    ("overflow", "sum", (2147483647, 1), BusinessError(OVERFLOW)),
    ("underflow", "sum", (-2147483648, -1), BusinessError(OVERFLOW)),
    ("concat", "concat", ("a", "b"), "ab"),
    ("concat empty", "concat", ("", ""), ""),
    ("concat UTF-8", "concat", ('é"\n', "😀"), 'é"\n😀'),
    ("too long", "concat", ("abcdef", "ghijk"), BusinessError(TOO_LONG)),
]
MANY = 200


def deadline_on_wire(timeout):
    """The time that is left, in gRPC's format."""
    return f"{timeout * 1000:.0f}m"


def run(client):
    for name, method, arguments, expected in CASES:
        report(name, expected, lambda: getattr(client, method)(*arguments))
    report("many", [i + 1000 for i in range(MANY)], lambda: [client.sum(i, 1000) for i in range(MANY)])


def run_deadline(client):
    start = time.monotonic()
    try:
        outcome = client.sum(1, 2, timeout=SHORT_DEADLINE)
    except Exception as error:
        outcome = error
    took = time.monotonic() - start
    if took > PROMPT_ANSWER:
        line("deadline", False, f"only after {took:.3f} s: {outcome!r}")
    else:
        ok = isinstance(outcome, Exception) and "deadline" in str(outcome).lower()
        line("deadline", ok, "" if ok else repr(outcome))


def report(name, expected, call):
    try:
        outcome = call()
    except Exception as error:
        outcome = error
    ok = type(outcome) is type(expected) and (
        str(outcome) == str(expected) if isinstance(expected, Exception) else outcome == expected
    )
    line(name, ok, "" if ok else f"got {outcome!r} instead of {expected!r}")


def line(name, ok, detail):
    print(json.dumps({"case": name, "ok": ok, "detail": detail}), flush=True)
