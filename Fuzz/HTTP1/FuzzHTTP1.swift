// Feeds arbitrary bytes to a server connection, whole and in pieces, and stops when the two disagree, when more is consumed
// than there is, or when the sanitizers find a fault.
//
// From the root of the package; new inputs go to the first folder, the second holds the seeds:
//
//     swiftc -O -g -sanitize=fuzzer,address -use-ld=lld -parse-as-library -swift-version 6 \
//         -package-name martlet -module-name FuzzHTTP1 -o .build/fuzz-http1 \
//         $(find Sources/MartletHTTP1 -name '*.swift') Fuzz/HTTP1/FuzzHTTP1.swift
//     mkdir -p .build/fuzz-http1-corpus
//     .build/fuzz-http1 -max_len=2048 -max_total_time=60 .build/fuzz-http1-corpus Fuzz/HTTP1/Corpus

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHTTP1(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let whole = Server.run(bytes, cuts: [])
    let pieces = Server.run(bytes, cuts: cuts(for: bytes))
    // Pieces of a section that hasn't ended may be judged later than the whole: then the refusal is missing, nothing else.
    precondition(pieces == whole || whole.last == .refused && pieces == whole.dropLast())
    return 0
}

/// Places to cut that depend on nothing but the bytes: after each of them for short inputs, otherwise in a few pieces.
private func cuts(for bytes: [UInt8]) -> [Int] {
    if bytes.count < 200 { return Array(0..<bytes.count) }
    var hash = UInt64(bytes.count)
    for byte in bytes {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return (0..<7).map { Int((hash >> ($0 * 8)) % UInt64(bytes.count)) }.sorted()
}

/// A server that reads requests, answers each, and keeps a record of what it read.
private struct Server {
    enum Record: Equatable {
        case head(target: [UInt8], fieldCount: Int, values: [UInt8])
        case body([UInt8], trailerCount: Int)
        case refused
    }

    private var connection = HTTP1ServerConnection(
        limits: HTTP1Limits(headBytes: 1024, targetBytes: 200, fieldCount: 20, bodyBytes: 500, trailerBytes: 100)
    )
    private let table = HTTP1FieldTable(capacity: 20)
    private var input: [UInt8] = []
    private var body: [UInt8] = []
    private var isInBody = false
    private var isClosed = false
    private var records: [Record] = []

    static func run(_ bytes: [UInt8], cuts: [Int]) -> [Record] {
        var server = Server()
        var position = 0
        for end in cuts + [bytes.count] {
            server.input += bytes[position..<end]
            position = end
            while !server.isClosed, server.step() {}
        }
        return server.records
    }

    /// Takes one event; false if more input is needed.
    private mutating func step() -> Bool {
        // A copy of its own with exactly this size, so that the sanitizer sees a load beyond it.
        let bytes = Array(input)
        return isInBody ? stepInBody(bytes) : stepInHead(bytes)
    }

    private mutating func stepInHead(_ bytes: [UInt8]) -> Bool {
        switch connection.readRequest(bytes.span.bytes, fields: table) {
        case .incomplete:
            return false
        case .request(let head, let range):
            record(head, bytes)
            records.append(.body(Array(bytes[range]), trailerCount: 0))
            consume(range.upperBound)
            answer()
        case .head(let head):
            record(head, bytes)
            consume(head.byteCount)
            body = []
            isInBody = true
        case .refused:
            refuse()
        case .busy:
            preconditionFailure("a response was finished, so that the next request can be read")
        }
        return true
    }

    private mutating func stepInBody(_ bytes: [UInt8]) -> Bool {
        var position = 0
        let event = connection.readBody(in: bytes.span.bytes, position: &position, trailers: table)
        consume(position)
        switch event {
        case .data(let range):
            precondition(!range.isEmpty && range.upperBound == position)
            body += bytes[range]
        case .incomplete:
            return false
        case .end(let trailerCount, _):
            records.append(.body(body, trailerCount: trailerCount))
            isInBody = false
            answer()
        case .refused:
            refuse()
        case .busy:
            preconditionFailure("a body is being read")
        }
        return true
    }

    private mutating func record(_ head: HTTP1RequestHead, _ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            let view = HTTP1HeadView(head, bytes: bytes, table: table)
            var values: [UInt8] = []
            view.forEachField { name, value in
                precondition(view.value(of: String(decoding: name, as: UTF8.self)) != nil)
                precondition(!value.contains { $0 == 0 || $0 == 10 || $0 == 13 })
                values += value
            }
            let target = Array(view.bytes(of: head.target))
            precondition(view.path.count + (view.query?.count ?? 0) <= target.count)
            records.append(.head(target: target, fieldCount: head.fieldCount, values: values))
        }
    }

    private mutating func consume(_ count: Int) {
        precondition(count <= input.count)
        input.removeFirst(count)
    }

    private mutating func answer() {
        _ = connection.respond(status: 200, framing: .length(0))
        isClosed = connection.finishResponse() != .next
    }

    private mutating func refuse() {
        records.append(.refused)
        let head = connection.respond(status: 400, framing: .length(0))
        precondition(head.connection == .close)
        precondition(connection.finishResponse() == .close(lingers: true))
        isClosed = true
    }
}
