import MartletMetrics

/// The bytes of a page, and how numbers and labels are written into it.
struct PageBuffer {
    private(set) var bytes: [UInt8] = []

    init(reserving count: Int = 0) {
        bytes.reserveCapacity(count)
    }

    mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    /// Whole numbers without a point, all others in the shortest form that reads back the same.
    mutating func append(number: Double) {
        if number.isNaN {
            append("NaN")
        } else if number.isInfinite {
            append(number < 0 ? "-Inf" : "+Inf")
        } else if number == number.rounded(), abs(number) < 1e15 {
            append("\(Int64(number))")
        } else {
            append("\(number)")
        }
    }

    /// Labels between braces; nothing when there are none.
    ///
    /// - Parameters:
    ///   - labels: The labels.
    ///   - extra: One more, with a value that needs no escaping.
    mutating func append(labels: [MetricLabel], extra: (name: String, value: String)? = nil) {
        guard !labels.isEmpty || extra != nil else { return }
        append(UInt8(ascii: "{"))
        var isFirst = true
        for label in labels {
            if !isFirst { append(UInt8(ascii: ",")) }
            isFirst = false
            append(label.name)
            append("=\"")
            append(escaping: label.value, quotes: true)
            append(UInt8(ascii: "\""))
        }
        if let extra {
            if !isFirst { append(UInt8(ascii: ",")) }
            append(extra.name)
            append("=\"")
            append(extra.value)
            append(UInt8(ascii: "\""))
        }
        append(UInt8(ascii: "}"))
    }

    /// A text within a line: backslashes and line ends are escaped, and quotes where the text stands in them.
    mutating func append(escaping text: String, quotes: Bool) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\n"): append("\\n")
            case UInt8(ascii: "\"") where quotes: append("\\\"")
            default: append(byte)
            }
        }
    }
}
