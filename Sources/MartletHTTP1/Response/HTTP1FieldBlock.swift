/// Field lines of a response, ready to be sent. Names and values are checked when they're added, and there's no other way in:
/// whatever a service puts into a value, it can't begin another field or another response.
///
/// A block that's the same for all responses of a route is made once and costs one copy per response.
package struct HTTP1FieldBlock: Sendable {
    /// The lines, each with its line ending.
    package private(set) var lines: [UInt8] = []

    /// An empty block.
    package init() {}

    /// How many bytes the lines have.
    @inlinable
    package var byteCount: Int {
        lines.count
    }

    /// Adds a field line.
    ///
    /// - Throws: if the name isn't a token, the value holds control characters (a tab is allowed), or the codec writes this
    ///   field itself. The block is unchanged then.
    package mutating func append(name: String, value: String) throws(HTTP1FieldError) {
        let nameBytes = name.utf8Span.span.bytes
        let valueBytes = value.utf8Span.span.bytes
        guard nameBytes.byteCount > 0, nameBytes.end(of: .token, from: 0) == nameBytes.byteCount
        else { throw .invalidName }
        guard valueBytes.endOfFieldValue(from: 0) == valueBytes.byteCount else { throw .invalidValue }
        guard !Self.isReserved(nameBytes) else { throw .reservedName }
        lines.reserveCapacity(lines.count + nameBytes.byteCount + valueBytes.byteCount + 4)
        lines.append(contentsOf: name.utf8)
        lines.append(contentsOf: [ASCII.colon, ASCII.space])
        lines.append(contentsOf: value.utf8)
        lines.append(contentsOf: [ASCII.carriageReturn, ASCII.lineFeed])
    }

    /// Removes all lines and keeps the memory.
    package mutating func removeAll() {
        lines.removeAll(keepingCapacity: true)
    }

    /// Whether the codec writes the field by itself, from the framing and the state of the connection. A second one would
    /// contradict it or, equal, be refused by strict clients.
    private static func isReserved(_ name: RawSpan) -> Bool {
        for reserved: StaticString in ["connection", "content-length", "date", "keep-alive", "transfer-encoding"]
        where name.matches(reserved, in: 0..<name.byteCount) {
            return true
        }
        return false
    }
}

/// Why a field isn't sent.
package enum HTTP1FieldError: Error, Equatable, Sendable {
    /// The name isn't a token, RFC 9110 section 5.1.
    case invalidName
    /// The value holds control characters, RFC 9110 section 5.5.
    case invalidValue
    /// The codec writes this field itself.
    case reservedName
}
