/// Why there is no connection to any server, for logs on this side.
struct ConnectionLoss: Error, CustomStringConvertible {
    /// What the session says of it.
    let reason: String
    /// What the network or TLS says of it.
    let cause: (any Error)?

    /// Both.
    var description: String {
        guard let cause else { return reason }
        return "\(reason): \(cause)"
    }
}
