/// How messages stand one behind the other on a connection.
public struct ThriftTransport: Hashable, Sendable, CaseIterable {
    enum Value {
        case buffered, framed, header
    }

    let value: Value

    /// Message after message, with nothing between them: `TBufferedTransport`, and a socket without any. The end of a message is
    /// found by reading it, so it takes more work than the others.
    public static let buffered = ThriftTransport(value: .buffered)

    /// The length in front of every message: `TFramedTransport`.
    public static let framed = ThriftTransport(value: .framed)

    /// A frame that also says which protocol it holds, and carries headers, and with them the deadline and the metadata of a call:
    /// `THeaderTransport`. A server with this transport also takes framed and buffered clients of the binary and the compact
    /// protocol, and answers each in its own form.
    public static let header = ThriftTransport(value: .header)

    /// All of them.
    public static let allCases: [ThriftTransport] = [.buffered, .framed, .header]
}

extension ThriftTransport: LosslessStringConvertible {
    /// `buffered`, `framed`, or `header`.
    public var description: String {
        switch value {
        case .buffered: "buffered"
        case .framed: "framed"
        case .header: "header"
        }
    }

    /// Reads what ``description`` writes.
    public init?(_ description: String) {
        guard let transport = Self.allCases.first(where: { $0.description == description }) else { return nil }
        self = transport
    }
}
