import MartletHTTP1
import MartletTesting
import Testing

/// The same bytes through this codec and through swift-nio's, which is llhttp: an independent judge of what we accept.
@Suite struct DifferentialTests {
    /// Where this codec is stricter on purpose. Whatever else it refuses, llhttp refuses too.
    private static let deliberateStrictness: Set<HTTP1Refusal> = [
        // llhttp leaves targets and Host to its user: fragments, forms, the syntax of hosts, how many there are.
        .invalidTarget, .invalidHost, .missingHost, .repeatedHost,
        // Lengths too.
        .targetTooLong, .headTooLarge, .tooManyFields,
        // llhttp takes several spaces before the version.
        .invalidVersion,
        // llhttp takes several empty lines, and a bare LF as one, before the request line.
        .invalidLineEnding,
        // llhttp takes an empty Transfer-Encoding for none, and leaves expectations to its user.
        .invalidTransferEncoding, .unsupportedExpectation,
    ]

    /// Where llhttp is stricter than this codec, and why that's right here.
    private func isDeliberateLeniency(_ text: String, _ head: ParsedHead) -> Bool {
        // Methods are an open set (RFC 9110 section 16.1); llhttp has a list.
        let knownMethods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"]
        if !knownMethods.contains(head.method) { return true }
        // RFC 9110 section 5.5: a tab behind a value isn't part of it; llhttp allows only spaces behind these two.
        if text.contains(/(Content-Length|Transfer-Encoding):[ \t]*[a-z0-9]+ *\t/.ignoresCase()) { return true }
        // RFC 9110 section 6.2: 1.2 and above are processed as 1.1.
        if text.contains(/HTTP\/1\.[2-9]\r\n/) { return true }
        // RFC 9112 section 7.1.1: extensions may be anything; they are passed over, not parsed.
        return head.isChunked && text.contains(/[0-9a-fA-F][ \t]*;/)
    }

    private func compare(_ bytes: [UInt8]) {
        let own = readMessage(bytes)
        let nio = NIOReference(decoding: bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        if let refusal = own.refusal {
            if nio.isComplete {
                #expect(Self.deliberateStrictness.contains(refusal), "\(text.debugDescription)")
            }
        } else if let head = own.head, own.body.isComplete {
            if nio.isRefused, isDeliberateLeniency(text, head) { return }
            #expect(nio.isComplete, "\(text.debugDescription)")
            guard nio.isComplete else { return }
            #expect(nio.method == head.method, "\(text.debugDescription)")
            #expect(nio.uri == head.target, "\(text.debugDescription)")
            #expect(nio.fields == head.fields, "\(text.debugDescription)")
            #expect(nio.body == own.body.data, "\(text.debugDescription)")
            #expect(nio.trailers == own.body.trailers, "\(text.debugDescription)")
        }
    }

    @Test(arguments: RequestCase.all)
    func cases(_ request: RequestCase) {
        compare(request.text.bytes)
    }

    @Test func validRequests() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            compare(RandomRequest(using: &random).bytes)
        }
    }

    @Test func mutatedRequests() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<1500 {
            compare(mutate(RandomRequest(using: &random).bytes, using: &random))
        }
    }
}
