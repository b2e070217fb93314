import NIOCore

/// A frame of HTTP/2 as it is on the wire: RFC 9113, section 4.1.
struct Frame: Sendable {
    enum Kind: UInt8 {
        case data, headers, priority, reset, settings, pushPromise, ping, goAway, windowUpdate, continuation
        case other = 255
    }

    var type: Kind
    var flags: UInt8
    var stream: Int
    var payload: [UInt8]
    /// What a frame of HEADERS says, when it was received.
    var headers: [(String, String)] = []

    init(_ type: Kind, flags: UInt8 = 0, stream: Int = 0, payload: [UInt8] = []) {
        self.type = type
        self.flags = flags
        self.stream = stream
        self.payload = payload
    }

    /// Takes a frame from the start; `nil` when it is not whole.
    init?(takenFrom bytes: inout ByteBuffer) {
        guard let head = bytes.getBytes(at: bytes.readerIndex, length: 9) else { return nil }
        let length = Self.number(head[0..<3])
        guard bytes.readableBytes >= 9 + length else { return nil }
        bytes.moveReaderIndex(forwardBy: 9)
        self.init(
            Kind(rawValue: head[3]) ?? .other,
            flags: head[4],
            stream: Self.number(head[5..<9]),
            payload: bytes.readBytes(length: length) ?? []
        )
    }

    var bytes: [UInt8] {
        Self.bytes(payload.count, 3) + [type.rawValue, flags] + Self.bytes(stream, 4) + payload
    }

    var endsStream: Bool { (type == .data || type == .headers) && flags & 1 != 0 }
    var isAcknowledgement: Bool { flags & 1 != 0 }
    var isError: Bool { type == .goAway && number(at: 4) != 0 }

    /// Four bytes of the payload as a number.
    func number(at offset: Int) -> Int {
        payload.count >= offset + 4 ? Self.number(payload[offset..<offset + 4]) : -1
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    static func bytes(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}

extension Frame {
    static func settings(_ settings: [(Int, Int)] = []) -> Frame {
        Frame(.settings, payload: settings.flatMap { bytes($0.0, 2) + bytes($0.1, 4) })
    }

    static func ping(_ data: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]) -> Frame {
        Frame(.ping, payload: data)
    }

    static func reset(_ stream: Int, _ code: Int = 8) -> Frame {
        Frame(.reset, stream: stream, payload: bytes(code, 4))
    }

    static func windowUpdate(_ stream: Int, _ increment: Int) -> Frame {
        Frame(.windowUpdate, stream: stream, payload: bytes(increment, 4))
    }

    static func data(_ stream: Int, _ payload: [UInt8], end: Bool = false) -> Frame {
        Frame(.data, flags: end ? 1 : 0, stream: stream, payload: payload)
    }

    /// A request with what every request has.
    static func request(
        _ stream: Int,
        _ method: String = "GET",
        _ path: String = "/",
        _ fields: [(String, String)] = [],
        end: Bool = true
    ) -> Frame {
        let start = [(":method", method), (":scheme", "http"), (":path", path), (":authority", "test")]
        return headers(stream, start + fields, end: end)
    }

    static func headers(_ stream: Int, _ fields: [(String, String)], end: Bool = true) -> Frame {
        Frame(.headers, flags: (end ? 1 : 0) | 4, stream: stream, payload: block(fields))
    }

    /// Fields as literals that are not indexed, whatever is in them: RFC 7541, section 6.2.2.
    static func block(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { [0] + text($0.0) + text($0.1) }
    }

    private static func text(_ text: String) -> [UInt8] {
        var length = text.utf8.count
        guard length >= 127 else { return [UInt8(length)] + Array(text.utf8) }
        var bytes: [UInt8] = [127]
        length -= 127
        while length >= 128 {
            bytes.append(UInt8(length % 128 + 128))
            length /= 128
        }
        return bytes + [UInt8(length)] + Array(text.utf8)
    }
}

/// An answer, put together from its frames.
struct FrameResponse: Sendable {
    var fields: [(String, String)] = []
    var body = ""
    /// How the body was cut.
    var pieces: [String] = []
    var trailers: [(String, String)] = []
    /// The code with which the stream was reset before its answer was complete.
    var resetCode: Int?

    var status: Int { self[":status"].flatMap(Int.init) ?? 0 }

    subscript(name: String) -> String? { fields.first { $0.0 == name }?.1 }
    func trailer(_ name: String) -> String? { trailers.first { $0.0 == name }?.1 }

    /// Takes the frames of a stream; `nil` when its end is not there.
    init?(takenFrom frames: inout [Frame], stream: Int) {
        // Most of the time it is not, and then nothing is copied.
        guard frames.contains(where: { $0.stream == stream && ($0.endsStream || $0.type == .reset) }) else {
            return nil
        }
        let parts = frames.filter { $0.stream == stream && $0.type != .windowUpdate }
        guard let end = parts.firstIndex(where: { $0.endsStream || $0.type == .reset }) else { return nil }
        var bytes: [UInt8] = []
        for part in parts[...end] {
            switch part.type {
            // An interim answer is not the answer.
            case .headers where part.headers.contains { $0 == (":status", "100") }: break
            case .headers where fields.isEmpty: fields = part.headers
            case .headers: trailers = part.headers
            case .data where !part.payload.isEmpty:
                bytes += part.payload
                pieces.append(String(decoding: part.payload, as: UTF8.self))
            case .reset: resetCode = part.number(at: 0)
            default: break
            }
        }
        body = String(decoding: bytes, as: UTF8.self)
        var left = end + 1
        frames.removeAll { frame in
            guard frame.stream == stream, frame.type != .windowUpdate, left > 0 else { return false }
            left -= 1
            return true
        }
    }
}

extension RunningServer {
    /// Connects with HTTP/2 and hands the connection to `body`; closes it afterwards.
    func withFrames<Result>(
        _ options: FrameClient.Options = .init(),
        _ body: (FrameClient) async throws -> Result
    ) async throws -> Result {
        let client = try await FrameClient.connect(port: port, options)
        do {
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }
}
