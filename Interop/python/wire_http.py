"""JSON over HTTP, with the standard library: POST /sum and /concat."""

import http.server
import json
import urllib.error
import urllib.request

from cases import CALL_TIMEOUT, DEADLINE_FIELD, deadline_on_wire
from service import BusinessError


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    add = None

    def do_POST(self):
        status, answer = self.answer(json.loads(self.body()))
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def body(self):
        if self.headers["transfer-encoding"] != "chunked":
            return self.rfile.read(int(self.headers["content-length"]))
        chunks = []
        while size := int(self.rfile.readline(), 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def answer(self, body):
        methods = {"/sum": self.add.sum, "/concat": self.add.concat}
        if self.path not in methods:
            return 404, {"error": "not found"}
        try:
            return 200, {"v": methods[self.path](body["a"], body["b"])}
        except BusinessError as error:
            return 400, {"error": str(error)}

    def log_message(self, *_):
        pass


def serve(add, listening, handler=Handler):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (handler,), {"add": add}))
    listening(server.server_port)
    server.serve_forever()


def post(url, body, timeout=None):
    """The answer to a body of JSON; its status when it is not 200 is the code of an HTTPError."""
    fields = {"content-type": "application/json"}
    if timeout:
        fields[DEADLINE_FIELD] = deadline_on_wire(timeout)
    request = urllib.request.Request(url, json.dumps(body).encode(), fields)
    with urllib.request.urlopen(request, timeout=CALL_TIMEOUT) as response:
        return json.load(response)


class Client:
    def __init__(self, address):
        self.base = f"http://{address}"

    def sum(self, a, b, timeout=None):
        return self.call("/sum", a, b, timeout)

    def concat(self, a, b):
        return self.call("/concat", a, b)

    def call(self, path, a, b, timeout=None):
        try:
            return post(self.base + path, {"a": a, "b": b}, timeout)["v"]
        except urllib.error.HTTPError as error:
            if error.code == 400:
                raise BusinessError(json.load(error)["error"]) from None
            if error.code == 504:
                raise TimeoutError("deadline exceeded: status 504") from None
            raise
