@testable import MartletHTTP2

/// What a client sends, made byte by byte, also wrong.
enum ClientBytes {
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    static func frame(_ kind: UInt8, _ flags: UInt8 = 0, _ stream: UInt32 = 0, _ payload: [UInt8] = []) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(
            HTTP2FrameHeader(
                length: payload.count,
                kind: HTTP2FrameKind(rawValue: kind),
                flags: HTTP2FrameFlags(rawValue: flags),
                streamID: stream
            )
        )
        return bytes + payload
    }

    static func number(_ value: UInt32) -> [UInt8] {
        [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
    }

    static func settings(_ settings: [(UInt16, UInt32)] = []) -> [UInt8] {
        frame(4, 0, 0, settings.flatMap { [UInt8($0.0 >> 8), UInt8($0.0 & 255)] + number($0.1) })
    }

    static let acknowledgement = frame(4, 1)

    static func block(_ fields: [(String, String)]) -> [UInt8] {
        var block: [UInt8] = []
        for (name, value) in fields {
            block.append(0)
            for text in [name, value] {
                // All texts of these tests are shorter than 127 bytes, or written with one more byte.
                let count = text.utf8.count
                block +=
                    count < 127 ? [UInt8(count)] : [127, UInt8((count - 127) & 127) | 128, UInt8((count - 127) >> 7)]
                block += Array(text.utf8)
            }
        }
        return block
    }

    static let requestFields = [(":method", "POST"), (":scheme", "http"), (":path", "/a?b"), (":authority", "c")]

    static func request(_ stream: UInt32, _ fields: [(String, String)] = [], isEnd: Bool = true) -> [UInt8] {
        frame(1, isEnd ? 5 : 4, stream, block(requestFields + fields))
    }

    static func data(_ stream: UInt32, _ bytes: [UInt8], isEnd: Bool = false) -> [UInt8] {
        frame(0, isEnd ? 1 : 0, stream, bytes)
    }

    static func windowUpdate(_ stream: UInt32, _ increment: UInt32) -> [UInt8] {
        frame(8, 0, stream, number(increment))
    }

    static func reset(_ stream: UInt32) -> [UInt8] { frame(3, 0, stream, number(8)) }
}

/// A connection that is fed, and what came of it.
struct Fed {
    var connection: HTTP2ServerConnection
    private var input: [UInt8] = []

    init(_ limits: HTTP2ServerLimits = .small, settings: [(UInt16, UInt32)] = [], isAcknowledged: Bool = true) throws {
        connection = HTTP2ServerConnection(limits)
        guard feed(ClientBytes.preface + ClientBytes.settings(settings)) == [.opened] else { throw Failure.notOpened }
        if isAcknowledged, !feed(ClientBytes.acknowledgement).isEmpty { throw Failure.notOpened }
        connection.output = []
    }

    enum Failure: Error {
        case notOpened
    }

    /// Feeds bytes, and returns all that happens until there are no more.
    mutating func feed(_ bytes: [UInt8]...) -> [HTTP2ServerEvent] {
        input += bytes.joined()
        var events: [HTTP2ServerEvent] = []
        var position = 0
        while true {
            let event = input.withUnsafeBytes { connection.receive($0, at: &position) }
            if event == .incomplete { break }
            events.append(event)
        }
        input.removeFirst(position)
        return events
    }

    /// The frames of the output since the last call.
    mutating func sent() -> [Sent] {
        defer { connection.output = [] }
        return connection.output.withUnsafeBytes { output in
            var frames: [Sent] = []
            var position = 0
            while position < output.count {
                let header = HTTP2FrameHeader(output, at: position)
                position += HTTP2FrameHeader.byteCount
                frames.append(
                    Sent(
                        kind: header.kind.rawValue,
                        flags: header.flags.rawValue,
                        stream: header.streamID,
                        payload: Array(output[position..<position + header.length])
                    )
                )
                position += header.length
            }
            return frames
        }
    }

    struct Sent: Equatable {
        let kind: UInt8
        let flags: UInt8
        let stream: UInt32
        let payload: [UInt8]
    }
}

extension HTTP2ServerLimits {
    static let small = HTTP2ServerLimits(
        streamCount: 4,
        streamWindow: 1_000,
        connectionWindow: 70_000,
        headByteCount: 2_000,
        fieldListByteCount: 5_000,
        streamResetCount: 10
    )
}
