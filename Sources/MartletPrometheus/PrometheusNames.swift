import MartletMetrics

/// How labels of swift-metrics become names of Prometheus.
///
/// In both ways characters that a name cannot have become underscores, and so does a digit's lack of a letter before it:
/// `http.server.requests` is `http_server_requests`, `2xx` is `_2xx`. Labels called `le` and `quantile`, which the format keeps
/// for itself, become `exported_le` and `exported_quantile`.
public struct PrometheusNames: Sendable {
    let naming: MetricNaming

    /// By the conventions of Prometheus: counters end with `_total`, timers with `_seconds`. Names that do already stay.
    ///
    /// Source: [metric and label naming](https://prometheus.io/docs/practices/naming/).
    public static let conventional = PrometheusNames { name, kind in
        switch kind {
        case .counter: name.hasSuffix("_total") ? name : name + "_total"
        case .timer: timeSuffixes.contains { name.hasSuffix($0) } ? name : name + "_seconds"
        default: name
        }
    }

    /// As they are given, for dashboards that know them. In OpenMetrics, a counter whose name does not end with `_total` is then of
    /// unknown type, because the format has no such counters.
    public static let verbatim = PrometheusNames { name, _ in name }

    private static let timeSuffixes = ["_seconds", "_milliseconds", "_microseconds", "_nanoseconds"]

    private init(_ finish: @escaping @Sendable (String, MetricKind) -> String) {
        naming = MetricNaming(
            metric: { name, kind in name.isEmpty ? "" : finish(Self.valid(name, colons: true), kind) },
            label: { name in
                let name = name.isEmpty ? "" : Self.valid(name, colons: false)
                return name == "le" || name == "quantile" ? "exported_" + name : name
            }
        )
    }

    static func valid(_ name: String, colons: Bool) -> String {
        var bytes: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
                bytes.append(byte)
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if bytes.isEmpty { bytes.append(UInt8(ascii: "_")) }
                bytes.append(byte)
            case UInt8(ascii: ":") where colons:
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "_"))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
