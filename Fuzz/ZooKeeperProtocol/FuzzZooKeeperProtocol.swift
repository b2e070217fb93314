// Feeds arbitrary bytes to a session as if a server had sent them, whole and in pieces, and stops when the two disagree, or
// when the sanitizers find a fault: scripts/fuzz.sh ZooKeeperProtocol 60

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzZooKeeperProtocol(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    // Frames that are whole, so that not only lengths are tried.
    for input in [bytes, welcome + bytes, welcome + frames(of: bytes)] {
        precondition(run(input, pieceLength: .max) == run(input, pieceLength: 1))
        precondition(run(input, pieceLength: .max) == run(input, pieceLength: 7))
    }
    return 0
}

/// Cuts the input into messages: the first byte of each is its length, the second which request it answers.
private func frames(of bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = bytes[...]
    while let length = rest.popFirst() {
        let body = rest.prefix(Int(length))
        rest = rest.dropFirst(Int(length))
        var frame = JuteWriter()
        frame.buffer(body)
        result += frame.bytes
    }
    return result
}

private var welcome: [UInt8] {
    var writer = JuteWriter()
    writer.int(0)
    writer.int(9000)
    writer.long(7)
    writer.buffer([1, 2, 3])
    writer.bool(false)
    return writer.frame
}

private func run(_ bytes: [UInt8], pieceLength: Int) -> [ZooKeeperSession.Action] {
    var generator = Fixed()
    var session = ZooKeeperSession(
        .init(servers: 2, sessionTimeout: .seconds(9), connectTimeout: .seconds(1), credentials: [1])
    )
    var actions = session.handle(.started, at: .zero, using: &generator)
    let requests: [ZooKeeperRequest] = [
        .getChildren(path: "/a", watch: true), .getData(path: "/a", watch: true), .exists(path: "/a", watch: true),
        .create(path: "/a", data: [], access: [], isEphemeral: true), .delete(path: "/a"),
    ]
    for (id, request) in requests.enumerated() {
        actions += session.handle(.requested(UInt64(id), request), at: .zero, using: &generator)
    }
    actions += session.handle(.connected, at: .zero, using: &generator)
    var rest = bytes[...]
    while !rest.isEmpty {
        let piece = Array(rest.prefix(pieceLength))
        rest = rest.dropFirst(piece.count)
        actions += session.handle(.received(piece), at: .zero, using: &generator)
    }
    return actions
}

private struct Fixed: RandomNumberGenerator {
    func next() -> UInt64 { 0x9E37_79B9_7F4A_7C15 }
}
