import HTTPTypes
import Martlet

/// Makes endpoints that call a peer over HTTP: a transport, and what all its endpoints share.
///
/// It is a value. Everything that changes it returns a copy, so a caller is configured once per peer, and once more
/// where a single endpoint differs.
///
/// ```swift
/// let profiles = HTTPCaller(transport)
///     .at("http://profiles.internal:8080")
///     .before { request, _ in request.fields[.authorization] = "Bearer \(token)" }
///
/// let get: Endpoint<GetProfile, Profile> =
///     profiles.endpoint("getProfile", .get, "/profiles/{id}") { request, outgoing in
///         outgoing.setParameter("id", request.id)
///     }
/// ```
///
/// A call goes through these steps, at the positions and in the order of Go kit: encode, before-hooks, send,
/// after-hooks, decode, finalizers. Between the before-hooks and the sending, the deadline and the metadata of the
/// `RequestContext` are written into fields, unless fields of these names are there already.
public struct HTTPCaller: Sendable {
    var transport: any HTTPTransport
    var codec: any HTTPBodyCodec
    var base = ""
    var hooks = HTTPCallHooks()
    var maximumBodyByteCount = ResponseBodyMode.defaultMaximumByteCount
    var decodesFailures = false

    /// Makes a caller.
    ///
    /// - Parameters:
    ///   - transport: What sends the requests.
    ///   - codec: Reads and writes bodies for endpoints that bring no encoder or decoder of their own.
    public init(_ transport: any HTTPTransport, codec: any HTTPBodyCodec = JSONBodyCodec()) {
        self.transport = transport
        self.codec = codec
    }

    /// The same, for a peer: endpoints are then made with paths.
    ///
    /// - Parameter base: Scheme and authority, and the part of the path that all endpoints share:
    ///   `http://127.0.0.1:8080/api/v1`.
    public func at(_ base: String) -> HTTPCaller {
        changed { $0.base = base }
    }

    /// The same, with another bound on the bodies of answers that are collected.
    ///
    /// - Parameter byteCount: The bytes that a body may have, 16 MiB unless chosen otherwise. A longer one fails the
    ///   call with `resourceExhausted`. Streams have no bound, since they are never held as a whole.
    public func maximumBodySize(_ byteCount: Int) -> HTTPCaller {
        changed { $0.maximumBodyByteCount = byteCount }
    }

    /// The same, except that answers of every status go to the decoder, as in Go kit.
    ///
    /// Without it an answer whose status is not 200 to 299 fails the call with a `Status`: the one that the
    /// body names, or what the status of HTTP stands for (`Status.Code.init(httpStatus:)`). Use it when the
    /// peer reports failures in a form of its own.
    ///
    /// - Parameter decodes: Whether to.
    public func decodingFailures(_ decodes: Bool = true) -> HTTPCaller {
        changed { $0.decodesFailures = decodes }
    }

    func changed(_ change: (inout HTTPCaller) -> Void) -> HTTPCaller {
        var copy = self
        change(&copy)
        return copy
    }

    /// The URL of an endpoint: a path is put after the base, and a whole URL stands for itself.
    func url(_ url: String) -> String {
        guard !base.isEmpty, !url.contains("://") else { return url }
        let base = base.hasSuffix("/") ? base.dropLast() : base[...]
        return url.isEmpty || url.hasPrefix("/") || url.hasPrefix("?") ? "\(base)\(url)" : "\(base)/\(url)"
    }
}
