import Testing

@testable import MartletHTTP2

@Suite("HTTP/2 connections of a server, byte by byte")
struct HTTP2ServerConnectionTests {
    private typealias Client = ClientBytes

    // MARK: Beginning

    @Test("a server introduces itself at once, and answers the client's settings")
    func beginning() {
        var connection = HTTP2ServerConnection(.small)
        let own = Client.settings([(3, 4), (4, 1_000), (6, 5_000)]) + Client.windowUpdate(0, 70_000 - 65_535)
        #expect(connection.output == own)
        connection.output = []
        let input = Client.preface + Client.settings()
        for count in 0..<input.count {
            var position = 0
            let event = connection.receive(Array(input[..<count]), from: &position)
            #expect(event == .incomplete && (position == 0 || position == Client.preface.count))
            // A new one: this one has read the preface.
            connection = HTTP2ServerConnection(.small)
        }
        var position = 0
        #expect(connection.receive(input, from: &position) == .opened)
        #expect(connection.output == own + Client.acknowledgement)
    }

    @Test("what is no preface, or has no settings behind it")
    func wrongBeginning() {
        for input in [
            Array("GET / HTTP/1.1\r\n".utf8), Array("PRI * HTTP/2.1".utf8), Client.preface + Client.request(1),
            Client.preface + Client.acknowledgement,
        ] {
            var connection = HTTP2ServerConnection(.small)
            var position = 0
            #expect(connection.receive(input, from: &position) == .failed(.protocolError))
            #expect(connection.receive(input, from: &position) == .incomplete)
        }
    }

    // MARK: Requests

    @Test("a request, its body in one frame or in several, and its trailers")
    func requests() throws {
        var fed = try Fed()
        let events = fed.feed(Client.request(1), Client.request(3, isEnd: false), Client.data(3, [7, 8], isEnd: true))
        guard case .request(let first, nil, true) = events.first,
            case .request(let second, let body?, true) = events.last
        else {
            Issue.record("\(events)")
            return
        }
        #expect(events.count == 2 && body.count == 2)
        #expect(fed.connection.id(ofStreamAt: first) == 1 && fed.connection.id(ofStreamAt: second) == 3)
        #expect(String(decoding: fed.connection.section.bytes[fed.connection.head.target], as: UTF8.self) == "/a?b")

        #expect(fed.feed(Client.request(5, isEnd: false)) == [.request(stream: 2, body: nil, isComplete: false)])
        // Padded: a byte that says how much, and as much.
        let padded = fed.feed(Client.frame(0, 8, 5, [2, 1, 0, 0]))
        #expect(padded == [.data(stream: 2, 10..<11, paddingByteCount: 3, isEnd: false)])
        #expect(fed.feed(Client.frame(1, 5, 5, Client.block([("x", "y")]))) == [.trailers(stream: 2)])
        #expect(fed.connection.section.fields.count == 1)
    }

    @Test("a stream is gone when both sides have ended it, and its place is used again")
    func places() throws {
        var fed = try Fed()
        for id in stride(from: 1 as UInt32, to: 41, by: 2) {
            #expect(fed.feed(Client.request(id, isEnd: false)) == [.request(stream: 0, body: nil, isComplete: false)])
            #expect(fed.removesStreamIfEnded(at: 0) == false)
            fed.connection.writeHead(ofStreamAt: 0, isEnd: true) { HPACKEncoder.append(status: 200, to: &$0) }
            #expect(fed.removesStreamIfEnded(at: 0) == false)
            let end = fed.feed(Client.data(id, [], isEnd: true))
            #expect(end == [.data(stream: 0, 9..<9, paddingByteCount: 0, isEnd: true)])
            #expect(fed.removesStreamIfEnded(at: 0) == true)
            #expect(fed.connection.streamCount == 0)
            #expect(fed.sent() == [Fed.Sent(kind: 1, flags: 5, stream: id, payload: [0x88])])
        }
    }

    @Test("more streams than there may be are refused, and others are not")
    func refusedStreams() throws {
        var fed = try Fed()
        #expect(fed.feed(Client.request(1), Client.request(3), Client.request(5), Client.request(7)).count == 4)
        #expect(fed.feed(Client.request(9, isEnd: false), Client.data(9, [1], isEnd: true)).isEmpty)
        #expect(fed.sent() == [Fed.Sent(kind: 3, flags: 0, stream: 9, payload: [0, 0, 0, 7])])
        #expect(fed.feed(Client.reset(3)) == [.reset(stream: 1, id: 3)])
        #expect(fed.feed(Client.request(11)) == [.request(stream: 1, body: nil, isComplete: true)])
    }

    @Test("a header block in several frames, between which nothing else may come")
    func continuations() throws {
        let block = Client.block(Client.requestFields)
        let start = Client.frame(1, 1, 1, Array(block[..<3]))
        var fed = try Fed()
        let rest = Client.frame(9, 0, 1, Array(block[3..<9])) + Client.frame(9, 4, 1, Array(block[9...]))
        #expect(fed.feed(start, rest) == [.request(stream: 0, body: nil, isComplete: true)])
        for wrong in [
            Client.data(1, []), Client.frame(9, 4, 3, []), Client.frame(6, 0, 0, [UInt8](repeating: 0, count: 8)),
            Client.frame(99, 0, 1, []), start,
        ] {
            fed = try Fed()
            #expect(fed.feed(start, wrong) == [.failed(.protocolError)])
        }
        fed = try Fed()
        let empty = [[UInt8]](repeating: Client.frame(9, 0, 1, []), count: 9)
        #expect(fed.feed(start, Array(empty.joined())) == [.failed(.enhanceYourCalm)])
    }

    // MARK: Frames for streams that are not open

    @Test("what the client sent before it knew of a reset is ignored; what it sends on a closed stream is not")
    func closedStreams() throws {
        let late: [[UInt8]] = [
            Client.data(1, [1]), Client.frame(1, 5, 1, Client.block([("x", "y")])), Client.windowUpdate(1, 1),
        ]
        for frame in late {
            var fed = try Fed()
            _ = fed.feed(Client.request(1, isEnd: false))
            fed.connection.reset(streamAt: 0, .cancel)
            #expect(fed.feed(frame).isEmpty)
            // Its header block has been read: the tables of both sides are the same.
            #expect(fed.feed(Client.request(3)) == [.request(stream: 0, body: nil, isComplete: true)])
        }
        for frame in late {
            var fed = try Fed()
            _ = fed.feed(Client.request(1))
            fed.connection.writeHead(ofStreamAt: 0, isEnd: true) { HPACKEncoder.append(status: 200, to: &$0) }
            #expect(fed.removesStreamIfEnded(at: 0) == true)
            #expect(fed.feed(frame) == (frame[3] == 8 ? [] : [.failed(.streamClosed)]))
        }
        for frame in [Client.data(9, [1]), Client.reset(9), Client.windowUpdate(9, 1), Client.data(2, [1])] {
            var fed = try Fed()
            #expect(fed.feed(frame) == [.failed(.protocolError)])
        }
        for frame in [Client.data(1, [1]), Client.frame(1, 5, 1, Client.block([("x", "y")]))] {
            // Half closed: the client has ended its request.
            var fed = try Fed()
            _ = fed.feed(Client.request(1))
            #expect(fed.feed(frame) == [.reset(stream: 0, id: 1)])
            #expect(fed.connection.output.suffix(4) == [0, 0, 0, 5])
        }
    }

    @Test("streams after the last one that was taken are ignored, with their header blocks read")
    func leaving() throws {
        var fed = try Fed()
        _ = fed.feed(Client.request(1, isEnd: false))
        fed.connection.announceEnd(ping: 5)
        #expect(fed.feed(Client.frame(6, 1, 0, [0, 0, 0, 0, 0, 0, 0, 5])) == [.pong(5)])
        fed.connection.leave()
        let goAways = fed.sent().filter { $0.kind == 7 }
        #expect(goAways.map(\.payload) == [[0x7F, 255, 255, 255, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 0]])
        let remembered = Client.frame(1, 4, 3, Client.block(Client.requestFields) + [0x40, 1, 0x61, 1, 0x62])
        #expect(fed.feed(remembered, Client.data(3, [1], isEnd: true), Client.windowUpdate(3, 1)).isEmpty)
        #expect(fed.feed(Client.frame(1, 5, 1, [0xBE])) == [.trailers(stream: 0)])
    }

    // MARK: Windows

    @Test("nothing is sent beyond the windows of stream and connection, which may be taken back")
    func sendWindows() throws {
        var fed = try Fed(settings: [(4, 10)])
        _ = fed.feed(Client.request(1), Client.request(3))
        #expect(fed.connection.sendableByteCount(ofStreamAt: 0) == 10)
        fed.connection.writeData([1, 2, 3], ofStreamAt: 0)
        #expect(fed.connection.sendableByteCount(ofStreamAt: 0) == 7)
        #expect(fed.feed(Client.settings([(4, 2)])) == [])
        #expect(fed.connection.sendableByteCount(ofStreamAt: 0) == 0)
        #expect(fed.connection.sendableByteCount(ofStreamAt: 1) == 2)
        #expect(fed.feed(Client.windowUpdate(1, 1)) == [.roomToSend(stream: 0)])
        #expect(fed.connection.sendableByteCount(ofStreamAt: 0) == 0)
        #expect(fed.feed(Client.settings([(4, 100_000)])) == [.roomToSendOnAll])
        // No frame is larger than any client takes, and the window of the connection is shared.
        #expect(fed.connection.sendableByteCount(ofStreamAt: 0) == 16_384)
        for _ in 0..<3 { fed.connection.writeData([UInt8](repeating: 0, count: 16_384), ofStreamAt: 0) }
        #expect(fed.connection.sendableByteCount(ofStreamAt: 1) == 65_535 - 3 - 3 * 16_384)
        fed.connection.writeData([UInt8](repeating: 0, count: 16_380), ofStreamAt: 0)
        #expect(fed.connection.isSendWindowEmpty)
        #expect(fed.feed(Client.windowUpdate(0, 4)) == [.roomToSendOnConnection])
        #expect(fed.connection.sendableByteCount(ofStreamAt: 1) == 4)
    }

    @Test("windows that become too large end the stream or the connection")
    func overflows() throws {
        var fed = try Fed()
        _ = fed.feed(Client.request(1))
        #expect(fed.feed(Client.windowUpdate(1, 0x7FFF_FFFF)) == [.reset(stream: 0, id: 1)])
        #expect(fed.sent().map(\.payload) == [[0, 0, 0, 3]])
        #expect(fed.feed(Client.windowUpdate(0, 0x7FFF_FFFF)) == [.failed(.flowControlError)])
        fed = try Fed()
        _ = fed.feed(Client.request(1), Client.windowUpdate(1, 0x7000_0000))
        #expect(fed.feed(Client.settings([(4, 0x7000_0000)])) == [.failed(.flowControlError)])
    }

    @Test("a client that sends more than the window of a stream loses the stream, of the connection all")
    func receiveWindows() throws {
        let bytes = [UInt8](repeating: 0, count: 600)
        var fed = try Fed()
        _ = fed.feed(Client.request(1, isEnd: false), Client.data(1, bytes))
        #expect(fed.feed(Client.data(1, bytes)) == [.reset(stream: 0, id: 1)])
        // Before the client knows the window of a stream, it may rely on that which holds without a setting.
        fed = try Fed(isAcknowledged: false)
        _ = fed.feed(Client.request(1, isEnd: false), Client.data(1, bytes))
        #expect(fed.feed(Client.data(1, bytes)).count == 1)
        // The window of the connection is given back whatever becomes of the stream.
        fed = try Fed()
        _ = fed.feed(Client.request(1, isEnd: false))
        fed.connection.reset(streamAt: 0, .cancel)
        fed.connection.output = []
        for _ in 0..<3 { #expect(fed.feed(Client.data(1, [UInt8](repeating: 0, count: 16_000))).isEmpty) }
        #expect(fed.sent() == [Fed.Sent(kind: 8, flags: 0, stream: 0, payload: Client.number(48_000))])
    }

    // MARK: Heads that are sent

    @Test("a head that is too large for a frame goes on in others")
    func largeHeads() throws {
        var fed = try Fed()
        _ = fed.feed(Client.request(1))
        let value = String(repeating: "v", count: 40_000)
        fed.connection.writeHead(ofStreamAt: 0, isEnd: true) { HPACKEncoder.append("x", value, to: &$0) }
        let frames = fed.sent()
        #expect(frames.map(\.kind) == [1, 9, 9] && frames.map(\.flags) == [1, 0, 4])
        #expect(frames.allSatisfy { $0.payload.count <= 16_384 && $0.stream == 1 })
        var decoder = HPACKDecoder(listByteLimit: 100_000)
        var section = HTTP2FieldSection(byteLimit: 100_000)
        let block = frames.flatMap(\.payload)
        try decoder.decode(block.span, into: &section)
        #expect(String(decoding: section.bytes[section.fields[0].value], as: UTF8.self) == value)
    }

    @Test("a client that takes memory for its table away is told that none is used: RFC 7541, section 4.2")
    func tableSize() throws {
        var fed = try Fed(settings: [(1, 0)])
        _ = fed.feed(Client.settings([(1, 8_000)]), Client.settings([(1, 10)]), Client.request(1), Client.request(3))
        fed.connection.output = []
        for place in 0..<2 {
            fed.connection.writeHead(ofStreamAt: place, isEnd: true) { HPACKEncoder.append(status: 200, to: &$0) }
        }
        #expect(fed.sent().map(\.payload) == [[0x20, 0x88], [0x88]])
    }

    // MARK: What a client may not do too often

    @Test("streams taken back, by number and time")
    func resets() throws {
        var fed = try Fed()
        for id in stride(from: 1 as UInt32, through: 19, by: 2) {
            #expect(fed.feed(Client.request(id), Client.reset(id)).count == 2)
        }
        var late = fed
        late.connection.now = 30_000
        #expect(late.feed(Client.request(21), Client.reset(21)).count == 2)
        #expect(fed.feed(Client.request(21), Client.reset(21)).last == .failed(.enhanceYourCalm))
    }

    @Test("frames that do nothing, by number and time")
    func controlFrames() throws {
        let ping = Client.frame(6, 0, 0, [UInt8](repeating: 1, count: 8))
        for frame in [ping, Client.settings(), Client.frame(2, 0, 1, [0, 0, 0, 0, 1]), Client.frame(200, 0, 0, [])] {
            var fed = try Fed()
            fed.connection.now = 1_000
            for _ in 0..<1_000 { #expect(fed.feed(frame) == []) }
            var late = fed
            late.connection.now = 1_100
            #expect(late.feed(frame) == [])
            #expect(fed.feed(frame) == [.failed(.enhanceYourCalm)])
        }
    }

    @Test("answers that the client does not take are not made for ever, however slowly they are asked for")
    func untaken() throws {
        var fed = try Fed()
        fed.connection.isOutputBlocked = true
        let ping = Client.frame(6, 0, 0, [UInt8](repeating: 1, count: 8))
        for number in 1...1_001 {
            fed.connection.now += 1_000
            #expect(fed.feed(ping) == (number <= 1_000 ? [] : [.failed(.enhanceYourCalm)]))
        }
        fed = try Fed()
        fed.connection.isOutputBlocked = true
        for _ in 1...1_000 {
            fed.connection.now += 1_000
            #expect(fed.feed(ping) == [])
        }
        fed.connection.isOutputBlocked = false
        fed.connection.now += 1_000
        #expect(fed.feed(ping) == [])
    }

    @Test("empty frames of data, and requests that are malformed")
    func others() throws {
        var fed = try Fed()
        _ = fed.feed(Client.request(1, isEnd: false))
        for _ in 0..<16 { #expect(fed.feed(Client.data(1, [])).count == 1) }
        #expect(fed.feed(Client.data(1, [])) == [.failed(.enhanceYourCalm)])
        fed = try Fed()
        var id: UInt32 = 1
        for _ in 0..<1_000 {
            #expect(fed.feed(Client.frame(1, 5, id, [0x82])) == [])
            id += 2
        }
        #expect(fed.feed(Client.frame(1, 5, id, [0x82])) == [.failed(.enhanceYourCalm)])
    }

    // MARK: Noise

    @Test("whatever is sent, and however it is cut, nothing breaks and as much comes of it")
    func noise() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            var input: [UInt8] = []
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                let payload = (0..<Int.random(in: 0...20, using: &random)).map { _ in UInt8.random(in: 0...255) }
                let stream = UInt32.random(in: 0...7, using: &random)
                input += Self.randomFrame(stream, payload, &random)
            }
            var whole = try Fed()
            let events = whole.feed(input)
            var pieces = try Fed()
            var others: [HTTP2ServerEvent] = []
            for byte in input { others += pieces.feed([byte]) }
            #expect(events.filter(\.isEnd) == others.filter(\.isEnd), "\(input)")
            #expect(whole.connection.output == pieces.connection.output, "\(input)")
        }
    }
}

extension HTTP2ServerConnectionTests {
    fileprivate static func randomFrame(
        _ stream: UInt32,
        _ payload: [UInt8],
        _ random: inout SystemRandomNumberGenerator
    ) -> [UInt8] {
        switch Int.random(in: 0...5, using: &random) {
        case 0: ClientBytes.request(stream, isEnd: Bool.random())
        case 1: ClientBytes.data(stream, payload, isEnd: Bool.random())
        case 2: ClientBytes.windowUpdate(stream, UInt32.random(in: 0...100))
        case 3: ClientBytes.reset(stream)
        default: ClientBytes.frame(UInt8.random(in: 0...10), UInt8.random(in: 0...255), stream, payload)
        }
    }
}

extension Fed {
    fileprivate mutating func removesStreamIfEnded(at place: Int) -> Bool {
        connection.removeStreamIfEnded(at: place)
    }
}

extension HTTP2ServerEvent {
    /// Whether it ends something, which does not depend on how the input was cut.
    fileprivate var isEnd: Bool {
        switch self {
        case .reset, .failed, .trailers: true
        default: false
        }
    }
}

extension HTTP2ServerConnection {
    fileprivate mutating func writeData(_ bytes: [UInt8], ofStreamAt place: Int) {
        bytes.withUnsafeBytes { writeData($0, ofStreamAt: place, isEnd: false) }
    }

    fileprivate mutating func receive(_ bytes: [UInt8], from position: inout Int) -> HTTP2ServerEvent {
        bytes.withUnsafeBytes { receive($0, at: &position) }
    }
}
