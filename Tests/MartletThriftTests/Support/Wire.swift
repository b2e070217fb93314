import MartletThrift
import MartletThriftProtocol
import NIOCore
import Testing

@testable import MartletThrift

/// A transport with a protocol.
struct Wire: Sendable, CustomTestStringConvertible {
    let transport: ThriftTransport
    let kind: ThriftProtocolKind

    init(_ transport: ThriftTransport, _ kind: ThriftProtocolKind) {
        self.transport = transport
        self.kind = kind
    }

    static let all = ThriftTransport.allCases.flatMap { transport in
        ThriftProtocolKind.allCases.map { Wire(transport, $0) }
    }
    .filter { $0.transport != .header || $0.kind != .json }

    var name: String { kind.rawValue }
    var isDetected: Bool { kind != .json }
    var testDescription: String { "\(transport) \(name)" }

    var serve: (inout ThriftServer.Configuration) -> Void {
        { configuration in
            configuration.transport = transport
            configuration.protocol = kind
        }
    }

    var call: (inout ThriftClient.Configuration) -> Void {
        { configuration in
            configuration.transport = transport
            configuration.protocol = kind
        }
    }

    /// A message as it stands on the connection.
    func bytes(
        _ name: String,
        kind messageKind: ThriftMessageHeader.Kind = .call,
        sequenceID: Int32 = 1,
        headers: ThriftHeaders = ThriftHeaders(),
        _ body: some ThriftStruct
    ) throws -> [UInt8] {
        var message: [UInt8] = []
        try kind.write(ThriftMessageHeader(name, messageKind, sequenceID: sequenceID), body, into: &message)
        var buffer = ByteBuffer()
        try MessageForm(of: transport, kind).append(message, headers: headers, sequenceID: sequenceID, to: &buffer)
        return Array(buffer.readableBytesView)
    }

    /// What is in an answer: the kind of message, its number, and an exception if it is one.
    func answer(_ bytes: [UInt8]) throws -> String {
        var splitter = MessageSplitter(transport, kind, limits: ThriftLimits(), headerLimit: 16_384)
        return try bytes.withUnsafeBytes { bytes in
            guard let (piece, end) = try splitter.next(bytes) else { return "incomplete" }
            let message = UnsafeRawBufferPointer(rebasing: bytes[piece.message])
            let head = try piece.form.kind.readMessage(message, limits: ThriftLimits(), MessageHead()).0
            var text = "\(head.kind) \(head.name) \(head.sequenceID)"
            if head.kind == .exception {
                let exception = try ThriftBody<ThriftApplicationException>
                    .read(piece.form.kind, message, ThriftLimits())
                text += " \(exception.kind.rawValue) \(exception.message)"
            }
            return text + (end < bytes.count ? ", and more" : "")
        }
    }
}
