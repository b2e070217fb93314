/// The head of a request: what the request line and the fields that steer the connection say.
///
/// A plain value of offsets into the bytes it was parsed from. ``HTTP1HeadView`` brings the two together, ``HTTP1OwnedHead``
/// keeps a copy of both.
package struct HTTP1RequestHead: Sendable {
    /// The method.
    package var method: HTTP1Method = .other

    /// The form of the request target.
    package var targetForm: HTTP1TargetForm = .origin

    @usableFromInline var flags: HTTP1HeadFlags = []

    /// Where the method stands.
    package var methodName = HTTP1Slice()

    /// Where the request target stands, as it was sent.
    package var target = HTTP1Slice()

    /// Where the path of the target stands, up to the question mark and still percent-encoded.
    ///
    /// Empty for an absolute-form without a path (to be treated as `/`, RFC 9110 section 4.2.3) and for the authority-form;
    /// `*` for the asterisk-form.
    package var path = HTTP1Slice()

    @usableFromInline var querySlice = HTTP1Slice()

    /// Where the authority stands: in the target if it has one, otherwise in the Host field. Empty if there is neither.
    package var authority = HTTP1Slice()

    /// How many fields the head has.
    @usableFromInline var fieldCount16: UInt16 = 0

    @usableFromInline var byteCount32: UInt32 = 0

    /// The Content-Length; negative if there's none.
    @usableFromInline var declaredLength = -1

    /// A head to parse into.
    package init() {}

    /// Where the query of the target stands, without its question mark; nil if there's no question mark.
    @inlinable
    package var query: HTTP1Slice? {
        flags.contains(.query) ? querySlice : nil
    }

    /// How many fields the head has.
    @inlinable
    package var fieldCount: Int {
        Int(fieldCount16)
    }

    /// How many bytes the head has, the empty line at its end included: where the body begins.
    @inlinable
    package var byteCount: Int {
        Int(byteCount32)
    }

    /// The value of Content-Length, if there's one.
    @inlinable
    package var contentLength: Int? {
        declaredLength < 0 ? nil : declaredLength
    }

    /// Whether the body comes in chunks.
    @inlinable
    package var isChunked: Bool {
        flags.contains(.chunked)
    }

    /// Whether a body follows the head.
    @inlinable
    package var hasBody: Bool {
        declaredLength > 0 || isChunked
    }

    /// Whether the client lets the connection live on after the answer, RFC 9112 section 9.3.
    @inlinable
    package var keepsAlive: Bool {
        flags.contains(.keepAlive)
    }

    /// Whether the client waits for `100 Continue` before it sends the body. Never for HTTP/1.0 or without a body.
    @inlinable
    package var expectsContinue: Bool {
        flags.contains(.expectsContinue) && hasBody
    }

    /// Whether the client speaks HTTP/1.1 (or a later 1.x, which is treated as 1.1), not HTTP/1.0.
    @inlinable
    package var isHTTP11: Bool {
        flags.contains(.http11)
    }
}

/// The form of a request target, RFC 9112 section 3.2.
package enum HTTP1TargetForm: UInt8, Sendable {
    /// `/path?query`
    case origin
    /// `http://authority/path?query`
    case absolute
    /// `host:port`, with CONNECT only.
    case authority
    /// `*`, with OPTIONS only.
    case asterisk
}

@usableFromInline
struct HTTP1HeadFlags: OptionSet, Sendable {
    @usableFromInline let rawValue: UInt8

    @inlinable
    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    @inlinable static var keepAlive: HTTP1HeadFlags { HTTP1HeadFlags(rawValue: 1) }
    @inlinable static var chunked: HTTP1HeadFlags { HTTP1HeadFlags(rawValue: 2) }
    @inlinable static var expectsContinue: HTTP1HeadFlags { HTTP1HeadFlags(rawValue: 4) }
    @inlinable static var http11: HTTP1HeadFlags { HTTP1HeadFlags(rawValue: 8) }
    @inlinable static var query: HTTP1HeadFlags { HTTP1HeadFlags(rawValue: 16) }
}
