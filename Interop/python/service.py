"""The add service, with the limits of Go kit's example."""

import time


class BusinessError(Exception):
    """What the service refuses, in contrast to a call that failed."""


TWO_ZEROES = "can't sum two zeroes"
OVERFLOW = "integer overflow"
TOO_LONG = "result exceeds maximum size"


class Add:
    def __init__(self, delay):
        self.delay = delay  # seconds that sum takes

    def sum(self, a, b):
        time.sleep(self.delay)
        if a == 0 and b == 0:
            raise BusinessError(TWO_ZEROES)
        if not -(2**31) <= a + b < 2**31:
            raise BusinessError(OVERFLOW)
        return a + b

    def concat(self, a, b):
        if len(a.encode()) + len(b.encode()) > 10:
            raise BusinessError(TOO_LONG)
        return a + b


def replied(value, error):
    """What a reply with a value and a text of an error stands for."""
    if error:
        raise BusinessError(error)
    return value
