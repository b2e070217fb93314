extension Requirement {
    /// Prometheus' client for Python, PyPI package `prometheus_client`.
    package static let openMetricsParser = Requirement("prometheus_client", package: "pip install prometheus_client") {
        [Installation.pythonModule("prometheus_client/openmetrics/parser.py")]
    }
}

/// The strict OpenMetrics parser of `prometheus_client`: refuses a page without `# EOF`, a histogram without `+Inf`,
/// clashing names and much more.
package enum OpenMetricsParser {
    /// A metric family.
    package struct Family: Sendable, Hashable {
        /// Its name, without suffixes such as `_total`.
        package let name: String
        /// `counter`, `gauge`, `histogram`, …
        package let type: String
        /// The text of HELP.
        package let help: String
        /// The text of UNIT.
        package let unit: String
        /// Its samples in their order.
        package let samples: [Sample]
    }

    /// A line with a value.
    package struct Sample: Sendable, Hashable {
        /// Its name with the suffix.
        package let name: String
        /// Its labels.
        package let labels: [String: String]
        /// Its value.
        package let value: Double
        /// Seconds since 1970, if given.
        package let time: Double?
        /// Its exemplar, if given.
        package let exemplar: Exemplar?
    }

    /// An exemplar of a sample.
    package struct Exemplar: Sendable, Hashable {
        /// Its labels, such as `trace_id`.
        package let labels: [String: String]
        /// Its value.
        package let value: Double
        /// Seconds since 1970, if given.
        package let time: Double?
    }

    /// The families of an OpenMetrics page.
    ///
    /// - Throws: `ServerError` with the parser's reason when it refuses the page.
    package static func parse(_ page: String) async throws -> [Family] {
        let program = """
            import json, sys
            from prometheus_client.openmetrics.parser import text_string_to_metric_families

            # Texts, since JSON has no infinity.
            def sample(s):
                e = s.exemplar
                return {"name": s.name, "labels": s.labels, "value": repr(float(s.value)), "time": time(s.timestamp),
                        "exemplar": e and {"labels": e.labels, "value": repr(float(e.value)), "time": time(e.timestamp)}}

            def time(t):
                return None if t is None else float(t)

            try:
                # Bytes, so that no line ending is changed on the way.
                families = list(text_string_to_metric_families(sys.stdin.buffer.read().decode()))
            except ValueError as error:
                sys.exit(str(error))
            print(json.dumps([{"name": f.name, "type": f.type, "help": f.documentation, "unit": f.unit,
                               "samples": [sample(s) for s in f.samples]} for f in families]))
            """
        let result = try await Tool.run(Command(Installation.python, ["-c", program]), input: page.utf8).json()
        return result.array.map { family in
            Family(
                name: family["name"].string ?? "",
                type: family["type"].string ?? "",
                help: family["help"].string ?? "",
                unit: family["unit"].string ?? "",
                samples: family["samples"].array.map(sample)
            )
        }
    }

    private static func sample(_ json: JSONValue) -> Sample {
        let exemplar = json["exemplar"]
        return Sample(
            name: json["name"].string ?? "",
            labels: json["labels"].object.compactMapValues(\.string),
            value: double(json["value"]),
            time: json["time"].number,
            exemplar: exemplar == .null
                ? nil
                : Exemplar(
                    labels: exemplar["labels"].object.compactMapValues(\.string),
                    value: double(exemplar["value"]),
                    time: exemplar["time"].number
                )
        )
    }

    private static func double(_ text: JSONValue) -> Double { text.string.flatMap { Double($0) } ?? .nan }
}
