import MartletJSON

/// A value of your own on the page of ``ExpvarMetrics``: a version, the length of a queue, a configuration.
///
/// ```swift
/// let version = ExpvarVariable("version") { "1.4.2" }
/// let pool = ExpvarVariable("pool") { ["idle": pool.idle, "busy": pool.busy] }
/// ```
///
/// For numbers that other systems should store as well, use a gauge of swift-metrics instead.
public struct ExpvarVariable: Sendable {
    /// The name on the page.
    public let name: String

    let json: @Sendable () -> [UInt8]

    /// Makes a variable.
    ///
    /// - Parameters:
    ///   - name: The name on the page. The names `cmdline` and `memstats` belong to the page.
    ///   - value: Gives the value, each time the page is read. It must not block. A value that cannot be encoded is
    ///     `null` on the page.
    public init<Value: Encodable & SendableMetatype>(_ name: String, value: @escaping @Sendable () -> Value) {
        self.name = name
        json = {
            let codec = JSONCodec()
            return (try? codec.encode(value())) ?? Array("null".utf8)
        }
    }
}
