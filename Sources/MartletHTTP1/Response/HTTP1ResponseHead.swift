/// How the end of a response body is told.
package enum HTTP1ResponseFraming: Equatable, Sendable {
    /// Content-Length.
    case length(Int)
    /// Transfer-Encoding: chunked; not for HTTP/1.0 clients.
    case chunked
    /// The end of the connection.
    case untilClose
}

/// What the head of a response says apart from the fields of the service. ``HTTP1ServerConnection/respond(status:framing:)``
/// makes one that fits the request.
package struct HTTP1ResponseHead: Equatable, Sendable {
    /// The status code.
    package var status: UInt16

    /// How the end of the body is told, if there may be a body.
    package var framing: HTTP1ResponseFraming

    /// What is said about the connection.
    package var connection: HTTP1ConnectionOption

    /// Whether the request was HEAD: the head is that of GET, but no body follows.
    package var answersHead: Bool

    /// A head.
    package init(
        status: UInt16,
        framing: HTTP1ResponseFraming,
        connection: HTTP1ConnectionOption = .unmentioned,
        answersHead: Bool = false
    ) {
        self.status = status
        self.framing = framing
        self.connection = connection
        self.answersHead = answersHead
    }

    /// Whether no body follows this head, RFC 9112 section 6.3: after HEAD, and with a status that has none.
    package var forbidsBody: Bool {
        answersHead || Self.forbidsBody(status)
    }

    /// Whether responses with `status` never have a body. 205 may have an empty one only, RFC 9110 section 15.3.6.
    package static func forbidsBody(_ status: UInt16) -> Bool {
        status < 200 || status == 204 || status == 205 || status == 304
    }
}

/// What a response says about the connection, RFC 9112 section 9.
package enum HTTP1ConnectionOption: Equatable, Sendable {
    /// Nothing: an HTTP/1.1 connection lives on.
    case unmentioned
    /// `Connection: close`.
    case close
    /// `Connection: keep-alive`, which an HTTP/1.0 client needs to hear.
    case keepAlive
}
