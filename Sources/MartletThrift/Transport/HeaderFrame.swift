import MartletThriftProtocol
import NIOCore

/// The head of a frame of the header transport.
///
/// Source: [THeader](https://github.com/apache/thrift/blob/master/doc/specs/HeaderFormat.md). After the length of the frame come
/// the magic `0x0FFF`, flags, the number of the call, the length of the headers in words of four bytes, and the headers: the
/// protocol, the transforms of the payload, and blocks of names and values, padded with zeroes.
struct HeaderFrame {
    /// What the payload is written in.
    var kind = ThriftProtocolKind.binary
    var sequenceID: Int32 = 0
    var headers = ThriftHeaders()
    /// Where the message begins, counted from the magic.
    var messageOffset = 0

    static let magic: UInt16 = 0x0FFF
    private static let fixedByteCount = 10
    /// The one kind of blocks that Apache's libraries know: names and values.
    private static let keyValueBlock = 1

    /// What is wrong with a frame whose number could be read, so that it can be answered.
    struct Refusal: Error {
        let sequenceID: Int32
        let exception: ThriftApplicationException
    }

    /// Reads the head of a frame.
    ///
    /// - Parameters:
    ///   - bytes: The frame, from the magic on.
    ///   - limit: Bytes of headers.
    init(_ bytes: UnsafeRawBufferPointer, limit: Int) throws(Refusal) {
        guard bytes.count >= Self.fixedByteCount else {
            throw Refusal(0, .protocolError, "a header frame is too short")
        }
        sequenceID = Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: Int32.self))
        let byteCount = 4 * Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self)))
        guard byteCount <= limit else {
            throw Refusal(sequenceID, .protocolError, "there are more than \(limit) bytes of headers")
        }
        messageOffset = Self.fixedByteCount + byteCount
        guard messageOffset <= bytes.count else {
            throw Refusal(sequenceID, .protocolError, "the headers are longer than their frame")
        }
        var fields = HeaderFields(
            UnsafeRawBufferPointer(rebasing: bytes[Self.fixedByteCount..<messageOffset]),
            sequenceID
        )
        let protocolID = try fields.number()
        guard let kind = Self.kind(protocolID) else {
            throw Refusal(sequenceID, .invalidProtocol, "there is no protocol \(protocolID)")
        }
        self.kind = kind
        guard try fields.number() == 0 else {
            let transform = try fields.number()
            throw Refusal(sequenceID, .invalidTransform, "transform \(transform) is not known; send without transforms")
        }
        // Blocks of other kinds have no length of their own, so that nothing behind one can be read.
        while !fields.isAtEnd, try fields.number() == Self.keyValueBlock {
            for _ in 0..<(try fields.number()) { headers.receive(try fields.text(), try fields.text()) }
        }
    }

    private static func kind(_ number: Int) -> ThriftProtocolKind? {
        switch number {
        case 0: .binary
        case 2: .compact
        default: nil
        }
    }

    private static func number(of kind: ThriftProtocolKind) -> UInt8 {
        kind == .compact ? 2 : 0
    }

    /// Appends everything in front of a message.
    ///
    /// - Throws: `sizeLimit` when there is more than a frame has room for; then nothing has been appended.
    static func append(
        _ kind: ThriftProtocolKind,
        headers: ThriftHeaders,
        sequenceID: Int32,
        messageByteCount: Int,
        to output: inout ByteBuffer
    ) throws(ThriftProtocolError) {
        let start = output.writerIndex
        output.writeRepeatingByte(0, count: 4 + fixedByteCount)
        output.writeInteger(number(of: kind))
        output.writeInteger(UInt8(0))
        if !headers.isEmpty {
            output.writeVarint(keyValueBlock)
            output.writeVarint(headers.count)
            for entry in headers {
                output.writeVarint(entry.name.utf8.count)
                output.writeString(entry.name)
                output.writeVarint(entry.value.utf8.count)
                output.writeString(entry.value)
            }
        }
        var headerByteCount = output.writerIndex - start - 4 - fixedByteCount
        let padding = -headerByteCount & 3
        output.writeRepeatingByte(0, count: padding)
        headerByteCount += padding
        guard let words = UInt16(exactly: headerByteCount / 4),
            let size = Int32(exactly: fixedByteCount + headerByteCount + messageByteCount)
        else {
            output.moveWriterIndex(to: start)
            throw .frameTooLong
        }
        output.setInteger(size, at: start)
        output.setInteger(magic, at: start + 4)
        output.setInteger(sequenceID, at: start + 8)
        output.setInteger(words, at: start + 12)
    }
}

extension HeaderFrame.Refusal {
    init(_ sequenceID: Int32, _ kind: ThriftApplicationException.Kind, _ message: String) {
        self.init(sequenceID: sequenceID, exception: ThriftApplicationException(kind, message))
    }
}

/// The fields of the headers, one after the other.
private struct HeaderFields {
    private let bytes: UnsafeRawBufferPointer
    private let sequenceID: Int32
    private var offset = 0

    init(_ bytes: UnsafeRawBufferPointer, _ sequenceID: Int32) {
        self.bytes = bytes
        self.sequenceID = sequenceID
    }

    var isAtEnd: Bool { offset >= bytes.count }

    /// A number of up to 31 bits, seven in each byte.
    mutating func number() throws(HeaderFrame.Refusal) -> Int {
        var number = 0
        for shift in stride(from: 0, to: 35, by: 7) {
            guard offset < bytes.count else { throw malformed }
            let byte = bytes[offset]
            offset += 1
            number |= Int(byte & 0x7F) << shift
            if byte < 0x80 {
                guard number <= Int32.max else { throw malformed }
                return number
            }
        }
        throw malformed
    }

    mutating func text() throws(HeaderFrame.Refusal) -> String {
        let count = try number()
        guard count <= bytes.count - offset else { throw malformed }
        defer { offset += count }
        return String(decoding: bytes[offset..<offset + count], as: UTF8.self)
    }

    private var malformed: HeaderFrame.Refusal {
        HeaderFrame.Refusal(sequenceID, .protocolError, "the headers end in the middle of a field")
    }
}

extension ByteBuffer {
    fileprivate mutating func writeVarint(_ number: Int) {
        var rest = UInt(bitPattern: number)
        while rest >= 0x80 {
            writeInteger(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        writeInteger(UInt8(truncatingIfNeeded: rest))
    }
}
