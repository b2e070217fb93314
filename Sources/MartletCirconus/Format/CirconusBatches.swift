/// The JSON objects of an interval: names of metrics and their values, bounded in metrics and in bytes.
///
/// ```json
/// {"requests":{"_ts":1700000000000,"_type":"n","_value":12},
///  "latency":{"_ts":1700000000000,"_type":"n","_value":["H[1.2e-02]=3"]}}
/// ```
struct CirconusBatches {
    /// One object.
    struct Batch: Equatable, Sendable {
        var bytes: [UInt8]
        var metrics: Int
    }

    private let milliseconds: Int64?
    private let maximumMetrics: Int
    private let maximumBytes: Int
    private var current = Batch(bytes: [], metrics: 0)
    private var finished: [Batch] = []

    /// The metrics that were left out, being no finite number or larger than a batch may be.
    private(set) var refused = 0

    /// - Parameter milliseconds: The time of the values since 1970; `nil` for the time at which they arrive.
    init(milliseconds: Int64?, maximumMetrics: Int, maximumBytes: Int) {
        self.milliseconds = milliseconds
        self.maximumMetrics = max(maximumMetrics, 1)
        self.maximumBytes = max(maximumBytes, 1)
    }

    mutating func append(_ name: String, number: Double) {
        guard number.isFinite else {
            refused += 1
            return
        }
        append(name) { JSONText.append(number: number, to: &$0) }
    }

    /// Adds a histogram, if it has values.
    mutating func append(_ name: String, histogram: CirconusHistogram) {
        let texts = histogram.texts
        guard !texts.isEmpty else { return }
        append(name) { bytes in
            bytes.append(UInt8(ascii: "["))
            for (index, text) in texts.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONText.append(quoted: text, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        }
    }

    /// All batches, in the order of their metrics.
    mutating func finish() -> [Batch] {
        finishCurrent()
        defer { finished = [] }
        return finished
    }

    private mutating func append(_ name: String, value: (inout [UInt8]) -> Void) {
        var member: [UInt8] = []
        JSONText.append(quoted: name, to: &member)
        member.append(contentsOf: ":{".utf8)
        if let milliseconds { member.append(contentsOf: "\"_ts\":\(milliseconds),".utf8) }
        member.append(contentsOf: "\"_type\":\"n\",\"_value\":".utf8)
        value(&member)
        member.append(UInt8(ascii: "}"))
        // With the braces of the object.
        guard member.count + 2 <= maximumBytes else {
            refused += 1
            return
        }
        // With a comma and the last brace.
        if current.metrics == maximumMetrics || current.bytes.count + member.count + 2 > maximumBytes {
            finishCurrent()
        }
        current.bytes.append(current.metrics == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
        current.bytes.append(contentsOf: member)
        current.metrics += 1
    }

    private mutating func finishCurrent() {
        guard current.metrics > 0 else { return }
        current.bytes.append(UInt8(ascii: "}"))
        finished.append(current)
        current = Batch(bytes: [], metrics: 0)
    }
}
