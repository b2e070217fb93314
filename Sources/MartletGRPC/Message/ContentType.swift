/// The types of content that are gRPC.
///
/// Source: [gRPC over HTTP/2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), rule `Content-Type`.
enum ContentType {
    static let grpc = "application/grpc"

    /// Whether a type is gRPC whose messages are protobuf, or whatever the method has agreed upon with its callers.
    ///
    /// - Parameter value: The value of `content-type`: `application/grpc`, `application/grpc+proto`,
    ///   `application/grpc; charset=utf-8`.
    static func isGRPC(_ value: String) -> Bool {
        if value == grpc { return true }
        var rest = value.utf8[...]
        for expected in grpc.utf8 {
            guard let byte = rest.popFirst(), byte | 0x20 == expected | 0x20 else { return false }
        }
        // Not `application/grpc-web`, which is another protocol.
        return rest.first.map { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: " ") } ?? true
    }
}
