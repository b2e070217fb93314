import MartletDNSMessage

/// One question to a server, and what is an answer to it.
struct DNSQuery: Sendable {
    /// The bytes to send.
    let bytes: [UInt8]

    private let id: UInt16
    private let question: DNSQuestion

    /// Makes a query that is hard to answer for somebody who has not read it.
    ///
    /// - Parameters:
    ///   - question: What to ask.
    ///   - isExtended: Whether to offer datagrams of more than 512 bytes.
    ///   - generator: Chooses the id, and the case of the letters.
    init(_ question: DNSQuestion, isExtended: Bool, using generator: inout some RandomNumberGenerator) {
        var question = question
        question.name = question.name.mixingCase(using: &generator)
        self.question = question
        id = .random(in: .min ... .max, using: &generator)
        bytes = DNSMessage(id: id, questions: [question], extension: isExtended ? DNSExtension() : nil).bytes
    }

    /// What to make of bytes that came from the server.
    enum Verdict: Equatable {
        /// The answer.
        case answer(DNSMessage)

        /// The answer did not fit, or might be somebody else's: ask again over TCP.
        case needsStream

        /// It is from somebody else, or to another question: wait on.
        case ignored

        /// It is the answer, and makes no sense.
        case malformed
    }

    /// Judges what came as a datagram.
    func judge(_ bytes: [UInt8]) -> Verdict {
        // Only what repeats the id and the question is worth reading: everything else may be forged.
        guard bytes.count >= 12, UInt16(bytes[0]) << 8 | UInt16(bytes[1]) == id, bytes[2] & 0x80 != 0 else {
            return .ignored
        }
        let message: DNSMessage
        do {
            message = try DNSMessage(bytes)
        } catch {
            return DNSMessage.questions(bytes) == [question] ? .malformed : .ignored
        }
        guard message.operation == 0 else { return .ignored }
        // A server that could not read the question does not repeat it.
        if message.questions.isEmpty, Self.unread.contains(message.responseCode) { return .answer(message) }
        guard message.questions == [question] else { return .ignored }
        // Few servers change the case; who does it is asked over a connection, which nobody else can answer on.
        guard !message.isTruncated, message.questions[0].name.isIdentical(to: question.name) else {
            return .needsStream
        }
        return .answer(message)
    }

    /// Judges what came over a connection, which has one answer.
    func judgeStream(_ bytes: [UInt8]) -> Verdict {
        guard let message = try? DNSMessage(bytes), message.isResponse, message.id == id, message.operation == 0 else {
            return .malformed
        }
        if message.questions.isEmpty, Self.unread.contains(message.responseCode) { return .answer(message) }
        guard message.questions == [question], !message.isTruncated else { return .malformed }
        return .answer(message)
    }

    private static let unread: Set<DNSResponseCode> = [.formatError, .notImplemented]
}

extension DNSMessage {
    /// The questions of a message whose records make no sense; `nil` when they make none either.
    fileprivate static func questions(_ bytes: [UInt8]) -> [DNSQuestion]? {
        var bytes = bytes
        for index in 6..<12 { bytes[index] = 0 }
        return try? DNSMessage(bytes).questions
    }
}
