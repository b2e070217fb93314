public import HTTPTypes
public import Martlet
public import NIOCore

/// A response that a server is about to send: what encoders fill, and after-hooks and error encoders change.
///
/// Length, date and everything about the connection are the server's own; fields of these names are left out.
public struct OutgoingResponse: Sendable {
    /// The status; 200 unless somebody chose another.
    public var status: HTTPResponse.Status = .ok

    /// The fields, beside `Content-Type`, which is ``contentType``.
    public var fields = HTTPFields()

    /// The type of the body, or `nil` when there is none to speak of.
    public var contentType: MediaType?

    /// The body, when it is complete.
    public var body: ByteBuffer

    /// The body, when it is still being produced. It is sent in chunks, each as soon as it is there, after ``body``.
    public var stream: ResponseStream<ByteBuffer>?

    /// Makes the fields that follow the body: a checksum, a count. After a ``stream``, when it has ended. HTTP/2 carries them
    /// always; HTTP/1.1 after a stream only, and HTTP/1.0 never.
    public var trailers: (@Sendable () -> HTTPFields)?

    /// Makes an empty response with status 200.
    public init() {
        self.init(reusing: ByteBuffer())
    }

    /// Makes an empty response that writes its body into memory that was used before.
    init(reusing buffer: ByteBuffer) {
        body = buffer
    }

    /// Makes a response of text.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - text: The body.
    public init(status: HTTPResponse.Status = .ok, text: String) {
        self.init()
        self.status = status
        contentType = .text
        body.writeString(text)
    }
}

extension OutgoingResponse {
    /// Makes it empty again, keeping the memory of the body.
    mutating func reset() {
        status = .ok
        fields = HTTPFields()
        contentType = nil
        body.clear()
        stream = nil
        trailers = nil
    }
}
