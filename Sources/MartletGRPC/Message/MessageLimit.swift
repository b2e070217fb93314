import Martlet

/// What is said of a message that is too long.
enum MessageLimit {
    /// Bytes of a message that is received, unless chosen otherwise: 4 MiB, as everywhere in gRPC.
    static let defaultReceivedByteCount = 4 * 1_024 * 1_024

    static func exceeded(_ count: Int, _ limit: Int, isSent: Bool) -> Status {
        let verb = isSent ? "to send" : "received"
        return Status(.resourceExhausted, "a message \(verb) has \(count) bytes, more than the limit of \(limit)")
    }
}
