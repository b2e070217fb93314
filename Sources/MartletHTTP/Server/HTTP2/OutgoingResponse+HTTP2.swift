import HTTPTypes
import MartletHTTP1
import MartletHTTP2

extension OutgoingResponse {
    /// Appends the head, encoded. Fields about the connection, and those that are the server's own, are left out.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - length: The length of the body, where it is known and nothing follows the body.
    ///   - date: The line of the Date field.
    ///   - block: Gets the fields.
    func writeHead(status: Int, length: Int?, date: InlineArray<37, UInt8>, to block: inout [UInt8]) {
        HPACKEncoder.append(status: status, to: &block)
        if let contentType { HPACKEncoder.append("content-type", contentType.value, to: &block) }
        for field in fields where contentType == nil || field.name != .contentType { field.append(to: &block) }
        if let length { HPACKEncoder.append(contentLength: length, to: &block) }
        date.span.withUnsafeBytes {
            let value = UnsafeRawBufferPointer(rebasing: $0[HTTP1DateCache.valueRange])
            HPACKEncoder.append(date: value, to: &block)
        }
    }
}

extension HTTPFields {
    /// Appends the fields behind a body, encoded.
    func writeTrailers(to block: inout [UInt8]) {
        for field in self { field.append(to: &block) }
    }

    /// Whether none of the fields may be sent.
    var hasNothingToSend: Bool { allSatisfy { !$0.maySend } }
}

extension HTTPField {
    fileprivate func append(to block: inout [UInt8]) {
        if maySend { HPACKEncoder.append(name.canonicalName, value, to: &block) }
    }

    fileprivate var maySend: Bool {
        switch name.canonicalName {
        case "connection", "content-length", "date", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade":
            false
        default: true
        }
    }
}
