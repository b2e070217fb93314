// Feeds arbitrary bytes to a server connection behind its beginning, whole and cut into pieces, answers what comes, and stops when
// the two disagree, when a window is overdrawn, when what is sent is not made of frames, or when the sanitizers find a fault.

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHTTP2(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let whole = Server.run(bytes, cuts: [])
    let pieces = Server.run(bytes, cuts: cuts(for: bytes))
    precondition(whole == pieces)
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

/// A server that answers each request with its body, some too early, and takes some back.
private struct Server {
    /// What became of a stream.
    enum Record: Equatable {
        case request(id: UInt32, method: [UInt8], target: [UInt8], fieldCount: Int)
        case refused(id: UInt32, HTTP1Refusal)
        case complete(id: UInt32, body: [UInt8], trailerCount: Int)
        case reset(id: UInt32)
        case failed(UInt32)
    }

    private struct Stream {
        let id: UInt32
        var body: [UInt8] = []
        var unsent: [UInt8] = []
        var isAnswered = false
    }

    private static let limits = HTTP2ServerLimits(
        streamCount: 5,
        streamWindow: 400,
        connectionWindow: 66_000,
        headByteCount: 600,
        fieldListByteCount: 2_000,
        streamResetCount: 20
    )
    private static let headLimits = HTTP1Limits(headBytes: 600, targetBytes: 100, fieldCount: 8, bodyBytes: .max - 1)

    private var connection = HTTP2ServerConnection(limits)
    private let table = HTTP1FieldTable(capacity: 8)
    private var streams: [Int: Stream] = [:]
    private var input: [UInt8] = []
    private var isClosed = false
    private var records: [Record] = []
    private var sentData: [UInt32: [UInt8]] = [:]

    static func run(_ bytes: [UInt8], cuts: [Int]) -> [Record] {
        var server = Server()
        let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
        server.feed(preface + [0, 0, 0, 4, 0, 0, 0, 0, 0])
        var position = 0
        for end in cuts + [bytes.count] {
            server.feed(Array(bytes[position..<end]))
            position = end
        }
        // What was sent to whom is the same too, though not in which pieces.
        let sent = server.sentData.sorted { $0.key < $1.key }
        return server.records + sent.map { .complete(id: $0.key, body: $0.value, trailerCount: -1) }
    }

    private mutating func feed(_ bytes: [UInt8]) {
        guard !isClosed else { return }
        input += bytes
        connection.now += 1
        var position = 0
        while !isClosed {
            let event = input.withUnsafeBytes { connection.receive($0, at: &position) }
            precondition(position <= input.count)
            if event == .incomplete { break }
            take(event)
            checkOutput()
        }
        input.removeFirst(position)
    }

    private mutating func take(_ event: HTTP2ServerEvent) {
        switch event {
        case .incomplete, .opened, .pong, .goAway: break
        case .request(let place, let body, let isComplete): begin(place, body, isComplete)
        case .data(let place, let range, let paddingByteCount, let isEnd):
            guard var stream = streams[place] else { preconditionFailure("data of no stream") }
            stream.body += input[range]
            streams[place] = stream
            if isEnd { return complete(place, trailerCount: 0) }
            let taken = range.count + paddingByteCount
            if taken > 0 { connection.grant(taken, toStreamAt: place) }
        case .trailers(let place): complete(place, trailerCount: connection.section.fields.count)
        case .reset(let place, let id):
            precondition(streams.removeValue(forKey: place)?.id == id)
            records.append(.reset(id: id))
        case .roomToSend(let place): send(place)
        case .roomToSendOnAll, .roomToSendOnConnection:
            for place in streams.keys.sorted() { send(place) }
        case .failed(let code):
            records.append(.failed(code.rawValue))
            isClosed = true
        }
        precondition(connection.streamCount == streams.count || isClosed)
        precondition(streams.count <= Self.limits.streamCount)
    }

    private mutating func begin(_ place: Int, _ body: Range<Int>?, _ isComplete: Bool) {
        let id = connection.id(ofStreamAt: place)
        precondition(streams[place] == nil)
        streams[place] = Stream(id: id, body: body.map { Array(input[$0]) } ?? [])
        let section = connection.section
        section.bytes.withUnsafeBytes { bytes in
            do throws(HTTP1Refusal) {
                let head = try HTTP1RequestHead(
                    connection.head,
                    section,
                    bytes: bytes,
                    fields: table,
                    limits: Self.headLimits
                )
                let view = HTTP1HeadView(head, bytes: bytes, table: table)
                view.forEachField { name, value in precondition(!name.isEmpty && value.count <= bytes.count) }
                records.append(
                    .request(
                        id: id,
                        method: Array(view.bytes(of: head.methodName)),
                        target: Array(view.bytes(of: head.target)),
                        fieldCount: head.fieldCount
                    )
                )
            } catch {
                records.append(.refused(id: id, error))
            }
        }
        if id % 16 == 5 {
            connection.reset(streamAt: place, .cancel)
            streams[place] = nil
            return
        }
        if id % 8 == 3, !isComplete { answer(place, []) }
        if isComplete { complete(place, trailerCount: 0) }
    }

    private mutating func complete(_ place: Int, trailerCount: Int) {
        guard let stream = streams[place] else { preconditionFailure("the end of no stream") }
        records.append(.complete(id: stream.id, body: stream.body, trailerCount: trailerCount))
        if !stream.isAnswered { answer(place, stream.id % 8 == 3 ? [] : stream.body) } else { removeIfEnded(place) }
    }

    private mutating func answer(_ place: Int, _ body: [UInt8]) {
        streams[place]?.isAnswered = true
        streams[place]?.unsent = body
        let id = connection.id(ofStreamAt: place)
        connection.writeHead(ofStreamAt: place, isEnd: body.isEmpty) { block in
            HPACKEncoder.append(status: 200, to: &block)
            HPACKEncoder.append("x-stream", "\(id)", to: &block)
        }
        send(place)
    }

    private mutating func send(_ place: Int) {
        guard let stream = streams[place], stream.isAnswered else { return }
        while let rest = streams[place]?.unsent, !rest.isEmpty {
            let count = min(connection.sendableByteCount(ofStreamAt: place), rest.count)
            guard count > 0 else { return }
            streams[place]?.unsent.removeFirst(count)
            rest.prefix(count).withUnsafeBytes {
                connection.writeData($0, ofStreamAt: place, isEnd: count == rest.count)
            }
        }
        removeIfEnded(place)
    }

    private mutating func removeIfEnded(_ place: Int) {
        if connection.removeStreamIfEnded(at: place) { streams[place] = nil }
    }

    /// What is sent is frames, and their data is what was to be sent.
    private mutating func checkOutput() {
        let output = connection.output
        connection.output = []
        var position = 0
        while position < output.count {
            precondition(position + 9 <= output.count)
            let length = Int(output[position]) << 16 | Int(output[position + 1]) << 8 | Int(output[position + 2])
            let kind = output[position + 3]
            let id = output[(position + 5)..<(position + 9)].reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
            let end = position + 9 + length
            precondition(length <= 16_384 && end <= output.count && kind <= 9)
            if kind == 0 { sentData[id, default: []] += output[(position + 9)..<end] }
            position = end
        }
    }
}
