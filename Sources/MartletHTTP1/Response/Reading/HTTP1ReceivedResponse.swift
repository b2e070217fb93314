/// The head of a response that a client has received: what the status line says, and how the body is framed.
///
/// A plain value of offsets into the bytes it was parsed from, like ``HTTP1RequestHead``.
package struct HTTP1ReceivedResponse: Equatable, Sendable {
    /// How the end of the body is told, RFC 9112 section 6.3.
    package enum Framing: Equatable, Sendable {
        /// So many bytes; 0 where there can be no body.
        case length(Int)
        case chunked
        /// The end of the connection is the end of the body.
        case untilClose
    }

    /// The status code, 100 to 999.
    package var status: UInt16 = 0

    /// Where the reason phrase stands; empty if there's none.
    package var reason = HTTP1Slice()

    /// How the end of the body is told.
    package var framing = Framing.length(0)

    /// How many fields the head has.
    package var fieldCount = 0

    /// How many bytes the head has, the empty line at its end included: where the body begins.
    package var byteCount = 0

    /// Whether the server lets the connection live on, RFC 9112 section 9.3.
    package var keepsAlive = false

    /// A head to parse into.
    package init() {}

    /// Whether another response follows this one, RFC 9110 section 15.2.
    package var isInterim: Bool { status < 200 }
}
