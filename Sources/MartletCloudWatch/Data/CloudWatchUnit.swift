/// The units that CloudWatch knows. Source:
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html>.
enum CloudWatchUnit {
    private static let names: [String: String] = [
        "s": "Seconds", "sec": "Seconds", "second": "Seconds", "seconds": "Seconds",
        "ms": "Milliseconds", "millisecond": "Milliseconds", "milliseconds": "Milliseconds",
        "us": "Microseconds", "µs": "Microseconds", "microsecond": "Microseconds", "microseconds": "Microseconds",
        "by": "Bytes", "b": "Bytes", "byte": "Bytes", "bytes": "Bytes",
        "kby": "Kilobytes", "kilobyte": "Kilobytes", "kilobytes": "Kilobytes",
        "mby": "Megabytes", "megabyte": "Megabytes", "megabytes": "Megabytes",
        "gby": "Gigabytes", "gigabyte": "Gigabytes", "gigabytes": "Gigabytes",
        "bit": "Bits", "bits": "Bits",
        "%": "Percent", "percent": "Percent",
        "count": "Count", "1": "None", "none": "None",
        "by/s": "Bytes/Second", "bytes/second": "Bytes/Second", "1/s": "Count/Second", "count/second": "Count/Second",
    ]

    /// The name of a unit, of which the common names and those of UCUM are understood; `nil` for others.
    static func name(_ unit: String) -> String? {
        names[unit.lowercased()]
    }
}
