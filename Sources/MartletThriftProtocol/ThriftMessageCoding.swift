// What transports need: a message as its head and its struct, in bytes that are somebody else's.

extension ThriftProtocolKind {
    /// Writes a message after what is in an array already.
    ///
    /// - Parameters:
    ///   - header: The head.
    ///   - body: The arguments, the result, or an exception.
    ///   - bytes: Where to append it; after an error it may end in a part of the message.
    @inlinable
    public func write(
        _ header: ThriftMessageHeader,
        _ body: some ThriftStruct,
        into bytes: inout [UInt8]
    ) throws(ThriftProtocolError) {
        switch self {
        case .binary:
            try Self.writeBinary(into: &bytes) { (writer: inout ThriftBinaryWriter) throws(ThriftProtocolError) in
                try writer.writeMessage(header, body)
            }
        case .compact:
            try Self.writeCompact(into: &bytes) { (writer: inout ThriftCompactWriter) throws(ThriftProtocolError) in
                try writer.writeMessage(header, body)
            }
        case .json:
            try Self.writeJSON(into: &bytes) { (writer: inout ThriftJSONWriter) throws(ThriftProtocolError) in
                try writer.writeMessage(header, body)
            }
        }
    }

    /// Lends a reader of a message to a closure, which first gets the head.
    ///
    /// - Parameters:
    ///   - bytes: The message; they must stay valid and unchanged until the method returns.
    ///   - limits: Bounds on it.
    ///   - visitor: Reads the rest.
    /// - Returns: What the visitor returns, and the number of bytes that the message had.
    @inlinable
    public func readMessage<Visitor: ThriftMessageVisitor>(
        _ bytes: UnsafeRawBufferPointer,
        limits: ThriftLimits,
        _ visitor: Visitor
    ) throws(ThriftProtocolError) -> (Visitor.Output, byteCount: Int) {
        let input = try Self.input(bytes, limits)
        switch self {
        case .binary:
            var reader = ThriftBinaryReader(input)
            return (try visitor.visit(&reader), reader.input.offset)
        case .compact:
            var reader = ThriftCompactReader(input)
            return (try visitor.visit(&reader), reader.input.offset)
        case .json:
            var reader = ThriftJSONReader(input)
            return (try visitor.visit(&reader), reader.input.offset)
        }
    }
}

/// Reads a message, whatever its protocol.
public protocol ThriftMessageVisitor {
    /// What it makes of the message.
    associatedtype Output

    /// Reads the head, the struct, and the end.
    func visit<Reader: ThriftReader>(_ reader: inout Reader) throws(ThriftProtocolError) -> Output
}

extension ThriftWriter {
    @inlinable
    mutating func writeMessage(
        _ header: ThriftMessageHeader,
        _ body: some ThriftStruct
    ) throws(ThriftProtocolError) {
        try writeMessageBegin(header)
        try body.write(to: &self)
        try writeMessageEnd()
    }
}
