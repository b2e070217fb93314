extension Requirement {
    /// OpenTelemetry's protobuf definitions for Python, PyPI package `opentelemetry-proto`.
    package static let otlpDecoder = Requirement("opentelemetry-proto", package: "pip install opentelemetry-proto") {
        [Installation.pythonModule("opentelemetry/proto/collector"), Installation.pythonModule("google/protobuf")]
    }
}

/// Decodes an OTLP request to export traces with OpenTelemetry's own protobuf definitions, without a server.
package enum OTLPDecoder {
    /// The spans of a protobuf body.
    ///
    /// - Throws: `ServerError` when it cannot be decoded, or holds fields that OTLP does not know.
    package static func spans(protobuf body: some Sequence<UInt8>) async throws -> [OTLPSpan] {
        OTLPSpan.all(in: try await run("protobuf", body))
    }

    /// The spans of a JSON body.
    ///
    /// - Throws: `ServerError` when it cannot be decoded, or holds members that OTLP does not know.
    package static func spans(json body: some Sequence<UInt8>) async throws -> [OTLPSpan] {
        OTLPSpan.all(in: try await run("json", body))
    }

    private static func run(_ format: String, _ body: some Sequence<UInt8>) async throws -> JSONValue {
        try await Tool.run(Command(Installation.python, ["-c", OTLPProgram.decoder, format]), input: Array(body)).json()
    }
}

/// The Python programs about OTLP.
enum OTLPProgram {
    /// Both: from a message to JSON with ids in hexadecimal and enumerations as numbers.
    private static let common = """
        import base64, gzip, json, sys
        from google.protobuf.json_format import MessageToDict, ParseDict
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

        IDS = ("traceId", "spanId", "parentSpanId")

        def ids(value, convert):
            if isinstance(value, list):
                return [ids(element, convert) for element in value]
            if isinstance(value, dict):
                return {k: convert(v) if k in IDS and isinstance(v, str) else ids(v, convert) for k, v in value.items()}
            return value

        def to_hex(text):
            return base64.b64decode(text).hex()

        def to_base64(text):
            return base64.b64encode(bytes.fromhex(text)).decode()

        def to_json(message):
            return json.dumps(ids(MessageToDict(message, use_integers_for_enums=True), to_hex))


        """

    /// Receives requests and adds each to a file: `sink.py PORT FILE`.
    static let sink =
        common + """
            from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

            class Sink(BaseHTTPRequestHandler):
                def do_POST(self):
                    body = self.rfile.read(int(self.headers["Content-Length"]))
                    if self.headers.get("Content-Encoding") == "gzip":
                        body = gzip.decompress(body)
                    if self.path.endswith("/traces"):
                        line = to_json(ExportTraceServiceRequest.FromString(body)) + "\\n"
                        with open(sys.argv[2], "a") as file:
                            file.write(line)
                    self.send_response(200)
                    self.send_header("Content-Type", "application/x-protobuf")
                    self.send_header("Content-Length", "0")
                    self.end_headers()

                def log_message(self, *_):
                    pass

            ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Sink).serve_forever()

            """

    /// Decodes what it reads: `decoder protobuf|json`.
    static let decoder =
        common + """
            body = sys.stdin.buffer.read()
            if sys.argv[1] == "protobuf":
                message = ExportTraceServiceRequest.FromString(body)
                known = ExportTraceServiceRequest.FromString(body)
                known.DiscardUnknownFields()
                if known.ByteSize() != message.ByteSize():
                    sys.exit("unknown fields")
            else:
                # Fails at a member that it does not know.
                message = ParseDict(ids(json.loads(body), to_base64), ExportTraceServiceRequest())
            print(to_json(message))

            """
}
