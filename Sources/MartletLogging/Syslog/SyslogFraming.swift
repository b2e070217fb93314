/// How messages of syslog are parted on a connection.
///
/// Source: [RFC 6587, 3.4](https://www.rfc-editor.org/rfc/rfc6587#section-3.4).
public struct SyslogFraming: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case octetCounting
        case newline
    }

    let kind: Kind

    /// The length in front: `83 <34>1 …`. What new receivers expect.
    public static let octetCounting = SyslogFraming(kind: .octetCounting)

    /// A newline behind: for old receivers.
    public static let newline = SyslogFraming(kind: .newline)

    /// The bytes of a message on the wire.
    ///
    /// - Parameter message: The message without a newline.
    func frame(_ message: UnsafeRawBufferPointer) -> [UInt8] {
        switch kind {
        case .octetCounting: Array("\(message.count) ".utf8) + message
        case .newline: message + [UInt8(ascii: "\n")]
        }
    }
}
