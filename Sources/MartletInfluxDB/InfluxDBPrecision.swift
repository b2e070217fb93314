/// How fine the timestamps of points are.
///
/// A coarser precision makes the lines shorter and lets InfluxDB compress them better; all points of an interval have
/// one timestamp anyway.
public struct InfluxDBPrecision: Hashable, Sendable {
    /// Nanoseconds, which is what InfluxDB keeps.
    public static let nanoseconds = InfluxDBPrecision(nanoseconds: 1, version1: "ns", version2: "ns")

    /// Microseconds.
    public static let microseconds = InfluxDBPrecision(nanoseconds: 1_000, version1: "u", version2: "us")

    /// Milliseconds.
    public static let milliseconds = InfluxDBPrecision(nanoseconds: 1_000_000, version1: "ms", version2: "ms")

    /// Seconds.
    public static let seconds = InfluxDBPrecision(nanoseconds: 1_000_000_000, version1: "s", version2: "s")

    let nanoseconds: Int64

    /// What the parameter `precision` of `/write` is.
    let version1: String

    /// What the parameter `precision` of `/api/v2/write` is.
    let version2: String
}
