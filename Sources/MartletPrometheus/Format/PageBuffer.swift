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

    mutating func append(_ text: [UInt8]) {
        bytes.append(contentsOf: text)
    }

    mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// Whole numbers without a point, as far as all of them can be told apart, and all others in the shortest form that
    /// reads back the same.
    mutating func append(number: Double) {
        if number.isNaN {
            append("NaN")
        } else if number.isInfinite {
            append(number < 0 ? "-Inf" : "+Inf")
        } else if number == number.rounded(), abs(number) <= 0x1p53 {
            if number < 0 { append(UInt8(ascii: "-")) }
            append(digits: UInt64(abs(number)))
        } else {
            append("\(number)")
        }
    }

    /// A whole number, with zeros before it up to a width.
    mutating func append(digits number: UInt64, width: Int = 1) {
        let start = bytes.count
        var rest = number
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        while bytes.count - start < width { bytes.append(UInt8(ascii: "0")) }
        bytes[start...].reverse()
    }

    /// Labels without their braces; nothing when there are none. They stand by name, so that a page changes as little
    /// as possible.
    mutating func append(labels: [MetricLabel]) {
        let isSorted = zip(labels, labels.dropFirst()).allSatisfy { $0.name <= $1.name }
        var isFirst = true
        for label in isSorted ? labels : labels.sorted(by: { $0.name < $1.name }) {
            if !isFirst { append(UInt8(ascii: ",")) }
            isFirst = false
            append(label.name)
            append("=\"")
            append(escaping: label.value, quotes: true)
            append(UInt8(ascii: "\""))
        }
    }

    /// A text within a line: backslashes and line ends are escaped, and quotes where the text stands in them.
    mutating func append(escaping text: String, quotes: Bool) {
        let isPlain = text.utf8.allSatisfy {
            $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\"")
        }
        if isPlain { return append(text) }
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
