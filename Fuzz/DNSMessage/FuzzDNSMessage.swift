// Reads arbitrary bytes as a message, and stops when what was read is not the same after it was written and read again, when
// memory is not in proportion to the bytes, or when the sanitizers find a fault. Run it with scripts/fuzz.sh DNSMessage.

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDNSMessage(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // A copy of its own with exactly this size, so that the sanitizer sees a load beyond it.
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let message = try? DNSMessage(bytes) else { return 0 }
    let records = message.answers + message.authorities + message.additionals
    // A record has 11 bytes at least, a question 5.
    precondition(12 + 5 * message.questions.count + 11 * records.count <= count)
    for name in records.map(\.name) + message.questions.map(\.name) {
        precondition(name.bytes.count <= 254 && name.labels.allSatisfy { 1...63 ~= $0.count })
        if let host = name.host { precondition(DNSName(host) == name) }
    }
    let written = message.bytes
    // Names may have been shared in places where they are written in full.
    guard written.count <= DNSMessage.maximumByteCount else { return 0 }
    guard let again = try? DNSMessage(written) else { preconditionFailure("what was written cannot be read") }
    precondition(again == message)
    return 0
}
