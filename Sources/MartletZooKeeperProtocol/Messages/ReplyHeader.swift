/// What each message of a server begins with.
package struct ReplyHeader: Hashable, Sendable {
    /// The number of the request, or one of the fixed ones.
    package let number: Int32
    /// The last change that the server has made; not above 0 in events.
    package let change: Int64
    /// What went wrong; 0 for nothing.
    package let error: ZooKeeperErrorCode

    /// The number of events.
    package static let event: Int32 = -1
    /// The number of pings.
    package static let ping: Int32 = -2
    /// The number of credentials.
    package static let credentials: Int32 = -4

    package init(_ reader: inout JuteReader) throws(JuteError) {
        number = try reader.int()
        change = try reader.long()
        error = ZooKeeperErrorCode(rawValue: try reader.int())
    }
}
