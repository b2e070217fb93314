/// Reads the bytes as a message of each protocol: the head, then a struct of which nothing is known, then the end.
///
/// The first byte chooses the protocol. What has been read must lie within the bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let kinds = ThriftProtocolKind.allCases
    let kind = kinds[Int(start[0]) % kinds.count]
    let bytes = UnsafeRawBufferPointer(start: start + 1, count: count - 1)
    do throws(ThriftProtocolError) {
        let (_, byteCount) = try kind.readMessage(bytes, limits: ThriftLimits(), Skipping())
        precondition((0...bytes.count).contains(byteCount))
    } catch {
        precondition(!error.message.isEmpty)
    }
    checkException(Array(bytes), kind)
    return 0
}

private struct Skipping: ThriftMessageVisitor {
    func visit<Reader: ThriftReader>(_ reader: inout Reader) throws(ThriftProtocolError) -> ThriftMessageHeader {
        let header = try reader.readMessageBegin()
        try reader.skip(.structure)
        try reader.readMessageEnd()
        return header
    }
}

/// What is an exception can be written, and is the same then.
private func checkException(_ bytes: [UInt8], _ kind: ThriftProtocolKind) {
    guard let exception = try? kind.decode(ThriftApplicationException.self, from: bytes) else { return }
    guard let written = try? kind.encode(exception) else { preconditionFailure("an exception that cannot be written") }
    precondition((try? kind.decode(ThriftApplicationException.self, from: written)) == exception)
}
