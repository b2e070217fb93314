import MartletHTTP1

/// What `write` writes into `byteCount` reserved bytes.
func written(reserving byteCount: Int, _ write: (inout HTTP1Writer) -> Void) -> String {
    var memory = [UInt8](repeating: 0, count: byteCount)
    let count = memory.withUnsafeMutableBytes { memory in
        var writer = HTTP1Writer(memory)
        write(&writer)
        return writer.count
    }
    return String(decoding: memory.prefix(count), as: UTF8.self)
}

/// A whole response as text.
func response(_ head: HTTP1ResponseHead, fields: HTTP1FieldBlock = HTTP1FieldBlock(), body: String = "") -> String {
    var cache = HTTP1DateCache()
    let date = cache.line(atUnixSecond: 784_111_777)
    return written(reserving: head.reservation(for: fields, bodyByteCount: body.utf8.count)) { writer in
        Array(body.utf8).withUnsafeBytes { head.write(fields: fields, date: date, body: $0, to: &writer) }
    }
}
