public import MartletThriftProtocol

/// A method of the IDL: its name, the types of its arguments and its result, and how they are read and written.
///
/// Generated code has one constant for each method, which both sides use:
///
/// ```swift
/// static let sum = ThriftMethod<SumArguments, SumResult>("Sum")
///
/// ThriftBinding(sum, to: endpoints.sum)   // the server
/// ThriftCaller(client).endpoint(sum)      // the client
/// ```
///
/// Reading and writing are specialised for the types where the constant is made, which a transport in another module could not
/// do: an unspecialised reader takes ten times as long.
public struct ThriftMethod<Arguments: ThriftStruct, Result: ThriftResult>: Sendable {
    /// Reads the struct of a message.
    @usableFromInline
    typealias Read<Body> =
        @Sendable (ThriftProtocolKind, UnsafeRawBufferPointer, ThriftLimits) throws(ThriftProtocolError) -> Body

    /// Writes a message.
    @usableFromInline
    typealias Write<Body> =
        @Sendable (ThriftProtocolKind, ThriftMessageHeader, Body, inout [UInt8]) throws(ThriftProtocolError) -> Void

    /// The name, as the IDL has it: `Sum`.
    public let name: String

    /// Whether calls are not answered.
    public let isOneway: Bool

    @usableFromInline
    let readArguments: Read<Arguments>
    @usableFromInline
    let writeArguments: Write<Arguments>
    @usableFromInline
    let readResult: Read<Result>
    @usableFromInline
    let writeResult: Write<Result>

    /// Makes a method.
    ///
    /// - Parameters:
    ///   - name: The name, as the IDL has it, without a colon.
    ///   - isOneway: Whether calls are not answered.
    @inlinable
    public init(_ name: String, isOneway: Bool = false) {
        self.name = name
        self.isOneway = isOneway
        readArguments = {
            (kind, bytes, limits) throws(ThriftProtocolError) -> Arguments in
            try ThriftBody<Arguments>.read(kind, bytes, limits)
        }
        writeArguments = {
            (kind, header, body, bytes) throws(ThriftProtocolError) in
            try kind.write(header, body, into: &bytes)
        }
        readResult = {
            (kind, bytes, limits) throws(ThriftProtocolError) -> Result in
            try ThriftBody<Result>.read(kind, bytes, limits)
        }
        writeResult = {
            (kind, header, body, bytes) throws(ThriftProtocolError) in
            try kind.write(header, body, into: &bytes)
        }
    }
}

/// Reads the struct of a message, whose head somebody else has looked at.
@usableFromInline
struct ThriftBody<Body: ThriftStruct>: ThriftMessageVisitor {
    @inlinable
    init() {}

    @inlinable
    func visit<Reader: ThriftReader>(_ reader: inout Reader) throws(ThriftProtocolError) -> Body {
        _ = try reader.readMessageBegin()
        let body = try Body(from: &reader)
        try reader.readMessageEnd()
        return body
    }

    /// - Throws: `invalidData` also when something follows: it would be lost.
    @inlinable
    static func read(
        _ kind: ThriftProtocolKind,
        _ bytes: UnsafeRawBufferPointer,
        _ limits: ThriftLimits
    ) throws(ThriftProtocolError) -> Body {
        let (body, byteCount) = try kind.readMessage(bytes, limits: limits, ThriftBody())
        guard byteCount == bytes.count else {
            throw ThriftProtocolError(.invalidData, "\(bytes.count - byteCount) bytes follow the message")
        }
        return body
    }
}

/// Reads the head of a message.
struct MessageHead: ThriftMessageVisitor {
    func visit<Reader: ThriftReader>(_ reader: inout Reader) throws(ThriftProtocolError) -> ThriftMessageHeader {
        try reader.readMessageBegin()
    }
}
