extension Requirement {
    /// Zipkin's client for Python, PyPI package `py_zipkin`.
    package static let pyZipkin = Requirement("py_zipkin", package: "pip install py_zipkin") {
        [Installation.pythonModule("py_zipkin/encoding")]
    }
}

/// Judges Zipkin v2 JSON with `py_zipkin`, since no Zipkin server can be installed.
///
/// `py_zipkin` has an encoder but **no decoder** for v2 JSON. So each span of ours is put into its span type, encoded with
/// its encoder, and the result compared with ours by the test:
///
/// ```swift
/// let spans = try await ZipkinFormat.reencoded(body)
/// #expect(spans == (try ZipkinFormat.parsed(body)))
/// ```
///
/// A member that it does not know, or an address that is none, makes the two differ. It is a check of the format, not of a
/// server: say so where it is claimed.
package enum ZipkinFormat {
    /// The spans of a body, as `py_zipkin` would have sent them.
    ///
    /// Each span is an object with `traceId`, `id`, `parentId`, `name`, `kind`, `timestamp` and `duration` (microseconds),
    /// `localEndpoint`, `remoteEndpoint`, `tags`, `annotations`, `shared` and, which `py_zipkin` leaves out, `debug`.
    ///
    /// - Throws: `ServerError` when it is not taken for a list of v2 spans, or holds what a span cannot have.
    package static func reencoded(_ body: some Sequence<UInt8>) async throws -> [JSONValue] {
        let program = """
            import json, re, sys
            from py_zipkin import Encoding, Kind
            from py_zipkin.encoding import Endpoint, Span, detect_span_version_and_encoding, get_encoder

            body = sys.stdin.buffer.read()
            encoding = detect_span_version_and_encoding(body)
            if encoding != Encoding.V2_JSON:
                sys.exit(f"taken for {encoding}")
            if json.loads(body) == []:
                sys.exit("no span")

            KNOWN = {"traceId", "id", "parentId", "name", "kind", "timestamp", "duration", "localEndpoint",
                     "remoteEndpoint", "tags", "annotations", "shared", "debug"}

            # Seconds, of which the encoder makes microseconds again; without the half the cut-off could lose one.
            def seconds(microseconds):
                return None if microseconds is None else (microseconds + 0.5) / 1e6

            def endpoint(e):
                return e and Endpoint(e.get("serviceName"), e.get("ipv4"), e.get("ipv6"), e.get("port"))

            def span(s):
                unknown = set(s) - KNOWN
                if unknown:
                    sys.exit(f"unknown members {sorted(unknown)}")
                # What Zipkin's API demands and py_zipkin leaves to its caller.
                if not re.fullmatch("[0-9a-f]{16}|[0-9a-f]{32}", s["traceId"]):
                    sys.exit(f"traceId {s['traceId']}")
                for name in ("id", "parentId"):
                    if name in s and not re.fullmatch("[0-9a-f]{16}", s[name]):
                        sys.exit(f"{name} {s[name]}")
                for number in [s.get("timestamp"), s.get("duration")] + [a["timestamp"] for a in s.get("annotations", [])]:
                    if number is not None and (type(number) is not int or number < 1):
                        sys.exit(f"{number} is no number of microseconds")
                if any(type(value) is not str for value in s.get("tags", {}).values()):
                    sys.exit("a tag that is no string")
                return Span(
                    s["traceId"], s.get("name"), s.get("parentId"), s["id"], Kind[s["kind"]] if "kind" in s else Kind.LOCAL,
                    seconds(s.get("timestamp")), seconds(s.get("duration")), endpoint(s.get("localEndpoint")),
                    endpoint(s.get("remoteEndpoint")), s.get("debug", False), s.get("shared", False),
                    {a["value"]: seconds(a["timestamp"]) for a in s.get("annotations", [])}, s.get("tags"))

            encoder = get_encoder(Encoding.V2_JSON)
            spans = []
            for s in json.loads(body):
                spans.append(json.loads(encoder.encode_span(span(s))))
                if "debug" in s:
                    spans[-1]["debug"] = s["debug"]
            print(json.dumps(spans))
            """
        return try await Tool.run(Command(Installation.python, ["-c", program]), input: Array(body)).json().array
    }

    /// The spans of a body as they are.
    package static func parsed(_ body: some Sequence<UInt8>) throws -> [JSONValue] {
        try HTTP.Reply(status: 200, fields: HTTPFieldList([]), body: Array(body)).json().array
    }
}
