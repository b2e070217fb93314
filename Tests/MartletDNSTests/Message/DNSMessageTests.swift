import MartletDNSMessage
import MartletTesting
import Testing

@Suite
struct DNSMessageTests {
    /// The answer to a SRV question, byte by byte: RFC 1035, section 4.
    private static let answer: [UInt8] = {
        var bytes: [UInt8] = [0x12, 0x34, 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 2]
        bytes += Array("\u{4}_web\u{4}_tcp\u{3}svc\u{4}test\u{0}".utf8)
        bytes += [0, 33, 0, 1]
        bytes += [0xC0, 12, 0, 33, 0, 1, 0, 0, 0, 60, 0, 18, 0, 10, 0, 60, 0x23, 0x29]
        bytes += Array("\u{1}a\u{3}svc\u{4}test\u{0}".utf8)
        bytes += [0xC0, 54, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4, 127, 0, 0, 1]
        bytes += [0, 0, 41, 0x04, 0xD0, 0, 0, 0, 0, 0, 0]
        return bytes
    }()

    private static func message() throws -> DNSMessage {
        DNSMessage(
            id: 0x1234,
            isResponse: true,
            isAuthoritative: true,
            offersRecursion: true,
            questions: [DNSQuestion(try name("_web._tcp.svc.test"), .srv)],
            answers: [DNSRecord(try name("_web._tcp.svc.test"), timeToLive: 60, try srv("a.svc.test", 9001))],
            additionals: [DNSRecord(try name("a.svc.test"), timeToLive: 30, .a(DNSAddress(127, 0, 0, 1)))],
            extension: DNSExtension()
        )
    }

    @Test("a question is these bytes")
    func question() throws {
        let question = DNSQuestion(try name("A.test"), .aaaa)
        let bytes = DNSMessage(id: 7, questions: [question], extension: DNSExtension()).bytes
        var expected: [UInt8] = [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1]
        expected += Array("\u{1}A\u{4}test\u{0}".utf8)
        expected += [0, 28, 0, 1, 0, 0, 41, 0x04, 0xD0, 0, 0, 0, 0, 0, 0]
        #expect(bytes == expected)
    }

    @Test("an answer is read, with names that are written once")
    func reading() throws {
        #expect(try DNSMessage(Self.answer) == Self.message())
        #expect(try DNSMessage(Self.message().bytes) == Self.message())
        // The label of the target is written again: it stands in data where names are in full.
        #expect(try Self.message().bytes.count == Self.answer.count + 2)
    }

    @Test("each shorter piece is too short, or has no last record")
    func pieces() throws {
        for count in 0..<Self.answer.count {
            #expect(throws: DNSMessageError.self) { try DNSMessage(Array(Self.answer.prefix(count))) }
        }
        // What follows is not read.
        #expect(try DNSMessage(Self.answer + [1, 2, 3]) == Self.message())
        #expect(throws: DNSMessageError.tooLong) { try DNSMessage(Self.answer + Array(repeating: 0, count: 65536)) }
    }

    @Test("of a message that is cut short counts what can be read")
    func truncated() throws {
        var bytes = Self.answer
        bytes[2] |= 0x02
        let message = try DNSMessage(Array(bytes.prefix(bytes.count - 20)))
        #expect(message.isTruncated)
        #expect(message.answers.count == 1)
        #expect(message.additionals.isEmpty)
    }

    @Test(
        "a name that points to itself, forwards, in a circle or to too many others is none",
        arguments: [
            [0xC0, 12], [0xC0, 14], [1, 0x61, 0xC0, 12], [0xC0, 0xFF], [0x80, 1], [0x40, 1], [0xFF, 0xFF],
        ] as [[UInt8]]
    )
    func badNames(_ encoded: [UInt8]) {
        let head: [UInt8] = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        let bytes = head + encoded + [0, 1, 0, 1]
        #expect(throws: DNSMessageError.badName) { try DNSMessage(bytes) }
    }

    @Test("a long chain of pointers, and a name that grows beyond 255 bytes, are refused")
    func longNames() {
        func message(questions: UInt8, _ rest: [UInt8]) -> [UInt8] {
            let head: [UInt8] = [0, 0, 0, 0, 0, questions, 0, 0, 0, 0, 0, 0]
            return head + rest
        }
        // Four labels of 63 bytes are one byte too many with the root.
        func label(_ count: UInt8) -> [UInt8] { [count] + Array(repeating: 0x61, count: Int(count)) }
        let three = label(63) + label(63) + label(63)
        let tail: [UInt8] = [0, 0, 1, 0, 1]
        let again: [UInt8] = [1, 0x61, 0xC0, 12, 0, 1, 0, 1]
        #expect(throws: DNSMessageError.badName) {
            try DNSMessage(message(questions: 1, three + label(63) + tail))
        }
        let longest = three + label(61)
        #expect((try? DNSMessage(message(questions: 1, longest + tail)))?.questions[0].name.bytes.count == 254)
        #expect(throws: DNSMessageError.badName) {
            try DNSMessage(message(questions: 2, longest + tail + again))
        }
        // Each question points to the one before.
        var chain: [UInt8] = [0, 0, 1, 0, 1]
        for index in 0..<200 {
            let target = index == 0 ? 12 : 12 + 5 + (index - 1) * 6
            chain += [0xC0 | UInt8(target >> 8), UInt8(target & 0xFF), 0, 1, 0, 1]
        }
        #expect(throws: DNSMessageError.badName) { try DNSMessage(message(questions: 201, chain)) }
    }

    @Test("counts that nothing follows cost nothing")
    func claims() {
        let bytes: [UInt8] = [0, 0, 0x80, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
        #expect(throws: DNSMessageError.tooShort) { try DNSMessage(bytes) }
    }

    @Test("data must have the length that they claim")
    func dataLengths() throws {
        func record(_ type: UInt8, _ data: [UInt8], claimed: UInt8? = nil) -> [UInt8] {
            var bytes: [UInt8] = [0, 0, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 0]
            bytes += [0, 0, type, 0, 1, 0, 0, 0, 1, 0]
            bytes.append(claimed ?? UInt8(data.count))
            return bytes + data
        }
        #expect(throws: DNSMessageError.badData) { try DNSMessage(record(1, [1, 2, 3])) }
        #expect(throws: DNSMessageError.badData) { try DNSMessage(record(28, [1, 2, 3, 4])) }
        #expect(throws: DNSMessageError.badData) { try DNSMessage(record(33, [0, 1, 0, 2, 0, 3, 1, 0x61, 0, 9])) }
        #expect(throws: DNSMessageError.badData) {
            try DNSMessage(record(33, [0, 1, 0, 2, 0, 3, 1, 0x61, 0], claimed: 8))
        }
        #expect(throws: DNSMessageError.tooShort) { try DNSMessage(record(1, [1, 2, 3], claimed: 4)) }
        #expect(
            try DNSMessage(record(16, [1, 2, 3])).answers[0].data == .other(DNSRecordType(rawValue: 16), [1, 2, 3])
        )
        #expect(throws: DNSMessageError.badExtension) { try DNSMessage(record(41, [])) }
    }

    @Test("a time to live with the highest bit is 0, and the extension has the high bits of the response code")
    func numbers() throws {
        let bytes: [UInt8] = [0, 0, 0x80, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0x80, 0, 0, 0, 0, 4, 1, 2, 3, 4]
        let message = try DNSMessage(bytes + [0, 0, 41, 2, 0, 1, 0, 0x80, 0, 0, 0])
        #expect(message.answers[0].timeToLive == 0)
        #expect(message.responseCode == DNSResponseCode(rawValue: 19))
        #expect(message.extension == DNSExtension(payloadSize: 512, flags: 0x8000))
    }

    @Test("what was written is read again", arguments: 0..<20 as Range<UInt64>)
    func roundTrips(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let message = DNSMessage.random(using: &generator)
            #expect(try DNSMessage(message.bytes) == message)
        }
    }

    @Test("what is broken at random is read or refused", arguments: 0..<20 as Range<UInt64>)
    func broken(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            var bytes = DNSMessage.random(using: &generator).bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(
                    in: .min ... .max,
                    using: &generator
                )
            }
            guard let message = try? DNSMessage(bytes), message.bytes.count <= DNSMessage.maximumByteCount else {
                continue
            }
            #expect(try DNSMessage(message.bytes) == message)
        }
    }
}

extension DNSMessage {
    fileprivate static func random(using generator: inout SeededGenerator) -> DNSMessage {
        func name() -> DNSName {
            let labels = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                generator.string(of: "aB-_9", count: 1...3)
            }
            return DNSName(labels.joined(separator: ".")) ?? .root
        }
        func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in .random(in: .min ... .max, using: &generator) } }
        func number() -> UInt32 { .random(in: 0...UInt32(Int32.max), using: &generator) }
        func data() -> DNSRecordData {
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: return DNSAddress(bytes(4)).map { .a($0) } ?? .cname(name())
            case 1: return DNSAddress(bytes(16)).map { .aaaa($0) } ?? .cname(name())
            case 2: return .cname(name())
            case 3:
                return .soa(DNSAuthority(primary: name(), mailbox: name(), serial: number(), minimum: number()))
            case 4:
                let numbers = (0..<3).map { _ in UInt16.random(in: .min ... .max, using: &generator) }
                return .srv(
                    DNSServiceLocation(priority: numbers[0], weight: numbers[1], port: numbers[2], target: name())
                )
            default: return .other(DNSRecordType(rawValue: 16), bytes(Int.random(in: 0...9, using: &generator)))
            }
        }
        func records() -> [DNSRecord] {
            (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                DNSRecord(name(), timeToLive: number(), data())
            }
        }
        return DNSMessage(
            id: .random(in: .min ... .max, using: &generator),
            isResponse: .random(using: &generator),
            operation: .random(in: 0...15, using: &generator),
            isAuthoritative: .random(using: &generator),
            wantsRecursion: .random(using: &generator),
            offersRecursion: .random(using: &generator),
            responseCode: DNSResponseCode(rawValue: .random(in: 0...4095, using: &generator)),
            questions: (0..<Int.random(in: 0...2, using: &generator)).map { _ in DNSQuestion(name(), .srv) },
            answers: records(),
            authorities: records(),
            additionals: records(),
            extension: DNSExtension(options: bytes(Int.random(in: 0...9, using: &generator)))
        )
    }
}
