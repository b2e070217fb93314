/// What a client says first: that it wants a session, or back into one.
package struct ConnectRequest: Hashable, Sendable {
    /// The last change that the client has seen. Servers that have not seen it refuse the client.
    package var lastChange: Int64 = 0
    /// The time-out wanted, in milliseconds.
    package var timeout: Int32
    /// The session to go on with; 0 for a new one.
    package var session: Int64 = 0
    /// What proves that it is ours.
    package var password: [UInt8] = []

    package init(timeout: Int32) {
        self.timeout = timeout
    }

    package var frame: [UInt8] {
        var writer = JuteWriter()
        writer.int(0)  // version of the protocol
        writer.long(lastChange)
        writer.int(timeout)
        writer.long(session)
        writer.buffer(password.isEmpty ? [UInt8](repeating: 0, count: 16) : password)
        writer.bool(false)  // a server without a majority will not do
        return writer.frame
    }
}

/// The answer to it.
package struct ConnectResponse: Hashable, Sendable {
    /// The time-out that the server grants, in milliseconds; 0 or less when the session has expired.
    package let timeout: Int32
    /// The session.
    package let session: Int64
    /// What proves later that it is ours.
    package let password: [UInt8]
    /// Whether the server has lost the majority and takes no changes.
    package let isReadOnly: Bool

    package init(_ frame: some Sequence<UInt8>) throws(JuteError) {
        var reader = JuteReader(frame)
        guard try reader.int() == 0 else { throw JuteError("the server speaks another version of the protocol") }
        timeout = try reader.int()
        session = try reader.long()
        password = try reader.buffer() ?? []
        guard password.count <= 256 else { throw JuteError("the password of the session is too long") }
        // Servers before 3.4 do not send it.
        isReadOnly = reader.count > 0 ? try reader.bool() : false
    }
}
