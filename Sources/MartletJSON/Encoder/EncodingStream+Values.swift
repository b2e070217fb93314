extension EncodingStream {
    @inline(__always)
    mutating func writeNull() {
        writer.append("null")
    }

    @inline(__always)
    mutating func write(_ value: Bool) {
        writer.append(value)
    }

    @inline(__always)
    mutating func write(_ value: String) {
        writer.append(quoted: value, escaping: output)
    }

    @inline(__always)
    mutating func write<Integer: FixedWidthInteger>(_ value: Integer) {
        writer.append(number: value)
    }

    /// - Returns: `false`, and nothing is written, if the number isn't finite.
    @inline(__always)
    mutating func write<Float: BinaryFloatingPoint & CustomStringConvertible>(floatingPoint value: Float) -> Bool {
        writer.append(number: value)
    }

    /// Writes an array of strings without asking each of them to encode itself.
    mutating func write(_ strings: [String]) {
        countContainer()
        writer.append(UInt8(ascii: "["))
        var isFirst = true
        for string in strings {
            if !isFirst {
                writer.append(UInt8(ascii: ","))
            }
            isFirst = false
            write(string)
        }
        writer.append(UInt8(ascii: "]"))
    }
}
