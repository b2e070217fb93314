"""JSON-RPC 2.0 over HTTP, with the standard library."""

import itertools

import wire_http
from service import BusinessError


class Handler(wire_http.Handler):
    def answer(self, body):
        answer = {"jsonrpc": "2.0", "id": body["id"]}
        methods = {"sum": self.add.sum, "concat": self.add.concat}
        # Go kit's client sends an empty version.
        if body.get("jsonrpc") not in ("2.0", ""):
            return 200, {**answer, "error": {"code": -32600, "message": "not JSON-RPC 2.0"}}
        if body["method"] not in methods:
            return 200, {**answer, "error": {"code": -32601, "message": "no such method"}}
        parameters = body["params"]
        try:
            return 200, {**answer, "result": {"v": methods[body["method"]](parameters["a"], parameters["b"])}}
        except BusinessError as error:
            return 200, {**answer, "error": {"code": -32000, "message": str(error)}}


def serve(add, listening):
    wire_http.serve(add, listening, Handler)


class Client:
    def __init__(self, address):
        self.url = f"http://{address}/"
        self.identifiers = itertools.count(1)

    def sum(self, a, b, timeout=None):
        return self.call("sum", a, b, timeout)

    def concat(self, a, b):
        return self.call("concat", a, b)

    def call(self, method, a, b, timeout=None):
        request = {"jsonrpc": "2.0", "id": next(self.identifiers), "method": method, "params": {"a": a, "b": b}}
        answer = wire_http.post(self.url, request, timeout)
        # Go kit's server sends an error without the identifier of the request.
        identifiers = (request["id"], None) if "error" in answer else (request["id"],)
        if answer.get("jsonrpc") != "2.0" or answer.get("id") not in identifiers:
            raise ValueError(f"not the answer to {request}: {answer}")
        if "error" not in answer:
            return answer["result"]["v"]
        if "deadline" in answer["error"]["message"].lower():
            raise TimeoutError(str(answer["error"]))
        raise BusinessError(answer["error"]["message"])
