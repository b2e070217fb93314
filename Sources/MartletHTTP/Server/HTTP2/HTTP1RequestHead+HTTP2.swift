import MartletHTTP1
import MartletHTTP2

extension HTTP1RequestHead {
    /// Makes the head of a request that came over HTTP/2.
    ///
    /// What both versions have in common is checked by the same code, so routing, ``IncomingRequest`` and what is refused are the
    /// same on both.
    ///
    /// - Parameters:
    ///   - head: Where its parts are.
    ///   - section: Its fields.
    ///   - bytes: The bytes of the section.
    ///   - fields: Gets the fields; an authority becomes Host.
    ///   - limits: How large the parts may be.
    init(
        _ head: HTTP2RequestHead,
        _ section: borrowing HTTP2FieldSection,
        bytes: UnsafeRawBufferPointer,
        fields: HTTP1FieldTable,
        limits: HTTP1Limits
    ) throws(HTTP1Refusal) {
        guard !section.isTooLarge else { throw .headTooLarge }
        let limit = min(limits.fieldCount, fields.capacity)
        var count = 0
        if let authority = head.authority, limit > 0 {
            fields[0] = HTTP1Field(
                name: HTTP1Slice(HTTP2FieldSection.hostName),
                value: HTTP1Slice(authority)
            )
            count = 1
        }
        for field in section.fields where field.isOrdinary || field.isHost && head.authority == nil {
            guard count < limit else { throw .tooManyFields }
            fields[count] = HTTP1Field(name: HTTP1Slice(field.name), value: HTTP1Slice(field.value))
            count += 1
        }
        try self.init(
            assembling: bytes.bytes,
            method: head.method,
            target: head.target,
            fieldCount: count,
            of: fields,
            limits: limits
        )
    }
}
