/// Names, tags and numbers as InfluxDB's line protocol writes them.
///
/// What the protocol has no way to say is replaced, so that a name that somebody else chose never makes a line that
/// the server refuses: control characters become a backslash and a letter or a space, a backslash at the end (it
/// would escape what follows) goes, and the names that belong to InfluxDB get a `_`. Source:
/// <https://docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference/>.
enum LineProtocol {
    /// The names that a tag cannot have:
    /// https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/#naming-restrictions
    private static let reservedTagNames: Set<String> = ["time", "_field", "_measurement"]

    /// Appends the name of a measurement: commas and spaces are escaped.
    static func append(measurement: String, to line: inout [UInt8]) {
        // A line that begins with a hash is a comment.
        if measurement.utf8.first == UInt8(ascii: "#") {
            line.append(UInt8(ascii: "_"))
            append(measurement.utf8.dropFirst(), escapingEquals: false, to: &line)
        } else {
            append(measurement.utf8[...], escapingEquals: false, to: &line)
        }
    }

    /// Appends the name or the value of a tag, or the name of a field: commas, spaces and equals signs are escaped.
    static func append(key: String, to line: inout [UInt8]) {
        append(key.utf8[...], escapingEquals: true, to: &line)
    }

    /// Appends a number: whole ones without decimals, others in the fewest digits that mean the same number.
    ///
    /// It is a float for InfluxDB, also without decimals, so that a field never changes its type.
    static func append(number: Double, to line: inout [UInt8]) {
        if let whole = Int64(exactly: number), number.magnitude < 0x1p53 {
            line.append(contentsOf: String(whole).utf8)
        } else {
            line.append(contentsOf: number.description.utf8)
        }
    }

    /// The name under which a tag is sent.
    static func tagName(_ name: String) -> String {
        reservedTagNames.contains(name) ? name + "_" : name
    }

    private static func append(_ text: Substring.UTF8View, escapingEquals: Bool, to line: inout [UInt8]) {
        var text = text
        while text.last == UInt8(ascii: "\\") { text.removeLast() }
        for byte in text {
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: " "):
                line.append(UInt8(ascii: "\\"))
                line.append(byte)
            case UInt8(ascii: "=") where escapingEquals:
                line.append(UInt8(ascii: "\\"))
                line.append(byte)
            case UInt8(ascii: "\n"):
                line.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"):
                line.append(contentsOf: "\\r".utf8)
            case UInt8(ascii: "\t"):
                line.append(contentsOf: "\\t".utf8)
            case 0..<0x20, 0x7F:
                line.append(UInt8(ascii: "_"))
            default:
                line.append(byte)
            }
        }
    }
}
