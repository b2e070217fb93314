import HTTPTypes
import Martlet
import MartletHTTP1
import NIOCore

extension OutgoingRequest {
    /// The bytes of the head, and those of the body behind it if it is to be copied.
    ///
    /// - Throws: `Status` with `internal` when the URL cannot be called, and what ``target()`` throws.
    func http1Head(copyingBody: Bool) throws -> ByteBuffer {
        let target = try target()
        guard let scheme = origin.firstRange(of: "://") else { throw HTTPClientCall.badURL }
        let authority = String(origin[scheme.upperBound...])
        let block = fieldBlock
        let copied = copyingBody ? body.readableBytes : 0
        // RFC 9110, section 8.6: a method that has a body says so even when it is empty.
        let hasLength = body.readableBytes > 0 || method == .post || method == .put || method == .patch
        let size = HTTP1RequestWriting.reservation(
            method: method.rawValue,
            target: target,
            authority: authority,
            fields: block
        )
        var head = ByteBuffer()
        do {
            _ = try head.writeWithUnsafeMutableBytes(minimumWritableBytes: size + copied) { memory in
                var writer = HTTP1Writer(memory)
                try HTTP1RequestWriting.append(
                    method: method.rawValue,
                    target: target,
                    authority: authority,
                    contentLength: hasLength ? body.readableBytes : nil,
                    fields: block,
                    to: &writer
                )
                if copied > 0 { body.withUnsafeReadableBytes { writer.append($0) } }
                return writer.count
            }
        } catch {
            throw Status(.internal, "the request has a URL that cannot be called", underlying: error)
        }
        return head
    }

    /// The field lines. Fields that may not be sent, or that are about the connection, are left out.
    private var fieldBlock: HTTP1FieldBlock {
        var block = contentType?.fieldBlock ?? HTTP1FieldBlock()
        for field in fields where contentType == nil || field.name != .contentType {
            guard !Self.connectionFields.contains(field.name.canonicalName) else { continue }
            try? block.append(name: field.name.rawName, value: field.value)
        }
        return block
    }

    /// Beside those that a block refuses by itself.
    private static let connectionFields: Set = ["expect", "host", "te", "trailer", "upgrade"]
}
