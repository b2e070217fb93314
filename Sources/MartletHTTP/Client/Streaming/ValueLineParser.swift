import Martlet
import NIOCore

/// Reads one value per line. A last line without an end counts, as in [JSON Lines](https://jsonlines.org).
struct ValueLineParser<Value: Decodable & Sendable>: StreamParser {
    private let codec: any HTTPBodyCodec
    private var lines: LineSplitter

    init(codec: any HTTPBodyCodec, maximumByteCount: Int) {
        self.codec = codec
        lines = LineSplitter(maximumByteCount: maximumByteCount, endsAtCR: false)
    }

    mutating func append(_ bytes: ByteBuffer) {
        lines.append(bytes)
    }

    mutating func next() throws -> Value? {
        while let line = try lines.next() {
            if let value = try decode(line) { return value }
        }
        return nil
    }

    mutating func finish() throws -> Value? {
        try lines.rest().flatMap { try decode($0) }
    }

    /// The value of a line; `nil` for a blank one.
    private func decode(_ line: ByteBuffer) throws -> Value? {
        let isBlank = line.readableBytesView.allSatisfy {
            $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r")
        }
        return isBlank ? nil : try codec.decodeAnswer(Value.self, from: line)
    }
}
