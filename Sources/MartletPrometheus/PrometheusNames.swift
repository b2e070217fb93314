import MartletMetrics

/// How labels of swift-metrics become names of Prometheus.
///
/// In both ways characters that a name cannot have become underscores, and a digit at the beginning gets one before it:
/// `http.server.requests` is `http_server_requests`, `2xx` is `_2xx`. Labels called `le` or `quantile`, or with two
/// underscores at the beginning, are Prometheus' own: they become `exported_le`.
///
/// A metric takes up all names that its lines have: a histogram `latency` also `latency_count`, and a counter
/// `jobs_total` also `jobs`, its name in OpenMetrics. Who comes second is discarded with a warning.
public struct PrometheusNames: Sendable {
    private let finish: @Sendable (_ name: String, _ kind: MetricKind, _ timerUnit: MetricTimeUnit) -> String

    /// By the conventions of Prometheus: counters end with `_total`, timers with their unit, `_seconds`. Names that do
    /// already stay.
    ///
    /// Source: [metric and label naming](https://prometheus.io/docs/practices/naming/).
    public static let conventional = PrometheusNames { name, kind, timerUnit in
        switch kind {
        case .counter: counterFamily(name) == nil ? name + "_total" : name
        case .timer: name.hasSuffix("_\(timerUnit)") ? name : "\(name)_\(timerUnit)"
        default: name
        }
    }

    /// As they are given, for dashboards that know them. In OpenMetrics, a counter whose name does not end with
    /// `_total` is then of unknown type, because the format has no such counters.
    public static let verbatim = PrometheusNames { name, _, _ in name }

    func naming(timerUnit: MetricTimeUnit, reserved: Set<String>) -> MetricNaming {
        var naming = MetricNaming(
            metric: { [finish] name, kind in
                name.isEmpty ? "" : finish(Self.valid(name, colons: true), kind, timerUnit)
            },
            label: Self.label,
            taken: Self.taken
        )
        naming.reserved = reserved
        // To Prometheus, an empty value is no label.
        naming.dropsEmptyValues = true
        return naming
    }

    @Sendable
    private static func label(_ name: String) -> String {
        let name = name.isEmpty ? "" : valid(name, colons: false)
        return name == "le" || name == "quantile" || name.hasPrefix("__") ? "exported_" + name : name
    }

    @Sendable
    static func taken(_ name: String, _ kind: MetricKind) -> [String] {
        switch kind {
        case .counter: counterFamily(name).map { [name, $0, $0 + "_created"] } ?? [name]
        case .gauge: [name]
        default: [name, name + "_bucket", name + "_sum", name + "_count", name + "_created"]
        }
    }

    /// What OpenMetrics calls the counter `jobs_total`: `jobs`; `nil` for a name without that ending.
    static func counterFamily(_ name: String) -> String? {
        let suffix = "_total"
        return name.hasSuffix(suffix) && name != suffix ? String(name.dropLast(suffix.count)) : nil
    }

    static func valid(_ name: String, colons: Bool) -> String {
        if isValid(name, colons: colons) { return name }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(name.utf8.count + 1)
        // A character, not a byte, becomes an underscore.
        for scalar in name.unicodeScalars {
            let byte = scalar.isASCII ? UInt8(scalar.value) : UInt8(ascii: " ")
            if bytes.isEmpty, isDigit(byte) { bytes.append(UInt8(ascii: "_")) }
            bytes.append(isLetter(byte, colons: colons) || isDigit(byte) ? byte : UInt8(ascii: "_"))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a name is one of Prometheus already.
    static func isValid(_ name: String, colons: Bool) -> Bool {
        guard let first = name.utf8.first, !isDigit(first) else { return false }
        return name.utf8.allSatisfy { isLetter($0, colons: colons) || isDigit($0) }
    }

    private static func isLetter(_ byte: UInt8, colons: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        case UInt8(ascii: ":"): colons
        default: false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }
}
