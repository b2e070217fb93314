import MartletThriftProtocol
import NIOCore

/// The form of a message on its connection, which that of the answer follows.
struct MessageForm: Hashable, Sendable {
    enum Framing: Hashable, Sendable {
        case unframed
        case framed
        /// In a frame with headers.
        case header
    }

    var framing: Framing
    var kind: ThriftProtocolKind

    init(_ framing: Framing, _ kind: ThriftProtocolKind) {
        self.framing = framing
        self.kind = kind
    }

    /// What a client sends.
    init(of transport: ThriftTransport, _ kind: ThriftProtocolKind) {
        self.kind = kind
        framing =
            switch transport.value {
            case .buffered: .unframed
            case .framed: .framed
            case .header: .header
            }
    }

    /// Appends a message with what stands in front of it.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - headers: Its headers, which only a header frame carries.
    ///   - sequenceID: The number of the call, again for the frame.
    ///   - output: Where to append it.
    /// - Throws: `sizeLimit` when the form has no length for so much; then nothing has been appended.
    func append(
        _ message: [UInt8],
        headers: ThriftHeaders,
        sequenceID: Int32,
        to output: inout ByteBuffer
    ) throws(ThriftProtocolError) {
        switch framing {
        case .unframed:
            break
        case .framed:
            guard let size = UInt32(exactly: message.count), size <= Int32.max else { throw .frameTooLong }
            output.writeInteger(size)
        case .header:
            try HeaderFrame.append(
                kind,
                headers: headers,
                sequenceID: sequenceID,
                messageByteCount: message.count,
                to: &output
            )
        }
        output.writeBytes(message)
    }
}

extension ThriftProtocolError {
    static let frameTooLong = ThriftProtocolError(.sizeLimit, "the message is longer than a frame can be")
}
