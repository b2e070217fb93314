/// Reads Jute, the encoding of [ZooKeeper's messages](https://github.com/apache/zookeeper/blob/release-3.8.0/zookeeper-jute/src/main/resources/zookeeper.jute):
/// big-endian numbers, and lengths before what is long; a length of -1 is nothing at all.
///
/// No length is believed before the bytes are there, so what is read never takes more memory than what has arrived.
package struct JuteReader {
    private var bytes: ArraySlice<UInt8>

    package init(_ bytes: some Sequence<UInt8>) {
        self.bytes = ArraySlice(bytes)
    }

    /// How many bytes are left.
    package var count: Int { bytes.count }

    package mutating func bool() throws(JuteError) -> Bool {
        guard let byte = bytes.popFirst() else { throw JuteError("the message ends in a truth value") }
        return byte != 0
    }

    package mutating func int() throws(JuteError) -> Int32 {
        Int32(truncatingIfNeeded: try number(of: 4))
    }

    package mutating func long() throws(JuteError) -> Int64 {
        Int64(truncatingIfNeeded: try number(of: 8))
    }

    /// Bytes; `nil` for a length of -1.
    package mutating func buffer() throws(JuteError) -> [UInt8]? {
        guard let length = try length() else { return nil }
        guard length <= bytes.count else { throw JuteError("\(length) bytes are announced, \(bytes.count) are there") }
        defer { bytes = bytes.dropFirst(length) }
        return Array(bytes.prefix(length))
    }

    /// Text; `nil` for a length of -1.
    package mutating func string() throws(JuteError) -> String? {
        guard let bytes = try buffer() else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw JuteError("a text is not UTF-8") }
        return text
    }

    /// A list of texts; one of length -1 is empty.
    package mutating func strings() throws(JuteError) -> [String] {
        guard let count = try length() else { return [] }
        // Each text has a length, so there cannot be more of them.
        guard count <= bytes.count / 4 else { throw JuteError("\(count) texts are announced, which do not fit") }
        var texts: [String] = []
        texts.reserveCapacity(count)
        for _ in 0..<count { texts.append(try string() ?? "") }
        return texts
    }

    private mutating func length() throws(JuteError) -> Int? {
        let length = try int()
        guard length >= -1 else { throw JuteError("a length is \(length)") }
        return length == -1 ? nil : Int(length)
    }

    private mutating func number(of width: Int) throws(JuteError) -> UInt64 {
        guard bytes.count >= width else { throw JuteError("the message ends in a number") }
        defer { bytes = bytes.dropFirst(width) }
        return bytes.prefix(width).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
