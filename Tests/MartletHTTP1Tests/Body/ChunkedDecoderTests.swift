import MartletHTTP1
import Testing

@Suite struct ChunkedDecoderTests {
    private static let accepted: [(text: String, data: String, trailers: [String])] = [
        ("0\r\n\r\n", "", []),
        ("5\r\nhello\r\n0\r\n\r\n", "hello", []),
        ("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world", []),
        ("00000000000000a\r\n0123456789\r\n00\r\n\r\n", "0123456789", []),
        ("A\r\n0123456789\r\n0\r\n\r\n", "0123456789", []),
        ("2\r\n\r\n\r\n0\r\n\r\n", "\r\n", []),
        ("3;a\r\nabc\r\n0;b=c;d=\"e f\"\r\n\r\n", "abc", []),
        ("3 ;a\r\nabc\r\n0\t ;a = b\r\n\r\n", "abc", []),
        ("3;\r\nabc\r\n0\r\n\r\n", "abc", []),
        ("3\r\nabc\r\n0\r\nX-Sum: 1\r\nY:\r\n\r\n", "abc", ["X-Sum: 1", "Y: "]),
    ]

    private static let refused: [(String, HTTP1Refusal)] = [
        ("\r\n", .invalidChunkSize),
        ("g\r\n", .invalidChunkSize),
        ("-1\r\n", .invalidChunkSize),
        ("+1\r\n", .invalidChunkSize),
        ("0x1\r\n", .invalidChunkSize),
        (" 1\r\n", .invalidChunkSize),
        ("1 \r\na\r\n", .invalidChunkSize),
        ("1 2\r\na\r\n", .invalidChunkSize),
        (";a\r\n", .invalidChunkSize),
        ("1_\r\n", .invalidChunkSize),
        ("00000000000000001\r\na\r\n", .invalidChunkSize),
        ("100001\r\n", .bodyTooLarge),
        ("7fffffffffffffff\r\n", .bodyTooLarge),
        ("ffffffffffffffff\r\n", .bodyTooLarge),
        ("8000000000000000\r\n", .bodyTooLarge),
        ("1\nabc\r\n", .invalidChunkSize),
        ("1\r\ra\r\n", .invalidLineEnding),
        ("1\ra\r\n", .invalidLineEnding),
        ("1;a\nb\r\n", .invalidChunkExtension),
        ("1;a\0\r\n", .invalidChunkExtension),
        ("1;a\u{7F}\r\n", .invalidChunkExtension),
        ("1;a\rb\r\n", .invalidLineEnding),
        ("1\r\nab\r\n", .invalidChunkEnd),
        ("1\r\na\n0\r\n\r\n", .invalidChunkEnd),
        ("1\r\na\r0\r\n\r\n", .invalidChunkEnd),
        ("1\r\na0\r\n\r\n", .invalidChunkEnd),
        ("0\r\n\n", .invalidLineEnding),
        ("0\r\n\rX: y\r\n\r\n", .invalidLineEnding),
        ("0\r\nX\r\n\r\n", .invalidLineEnding),
        ("0\r\nX : y\r\n\r\n", .whitespaceBeforeColon),
        ("0\r\n X: y\r\n\r\n", .obsoleteLineFolding),
        ("0\r\nX: y\r\n z\r\n\r\n", .obsoleteLineFolding),
        ("0\r\nX: y\0\r\n\r\n", .invalidFieldValue),
        ("0\r\nX: y\n\r\n", .invalidLineEnding),
        ("0\r\nContent-Length: 1\r\n\r\n", .forbiddenTrailer),
        ("0\r\ntransfer-encoding: chunked\r\n\r\n", .forbiddenTrailer),
        ("0\r\nHOST: a\r\n\r\n", .forbiddenTrailer),
        ("0\r\nAuthorization: a\r\n\r\n", .forbiddenTrailer),
    ]

    @Test(arguments: accepted)
    func everySplit(text: String, data: String, trailers: [String]) {
        let bytes = text.bytes + "GET /next".bytes
        for second in 0...bytes.count {
            for first in 0...second {
                let body = decodeBody(bytes, cuts: [first, second])
                #expect(body.isComplete)
                #expect(body.data == data.bytes)
                #expect(body.trailers.map { "\($0.name): \($0.value)" } == trailers)
                #expect(body.consumed == text.utf8.count)
            }
        }
        #expect(decodeBody(bytes, cuts: Array(0..<bytes.count)).data == data.bytes)
    }

    @Test(arguments: refused)
    func refuses(text: String, refusal: HTTP1Refusal) {
        let bytes = text.bytes
        #expect(decodeBody(bytes).refusal == refusal)
        for second in 0...bytes.count {
            for first in 0...second {
                #expect(decodeBody(bytes, cuts: [first, second]).refusal == refusal)
            }
        }
    }

    @Test(arguments: accepted)
    func incomplete(text: String, data: String, trailers: [String]) {
        for end in 0..<text.utf8.count {
            let body = decodeBody(Array(text.bytes.prefix(end)))
            #expect(!body.isComplete)
            #expect(body.refusal == nil)
        }
    }

    @Test func bodyLimitCountsDataOnly() {
        let limits = HTTP1Limits(bodyBytes: 4)
        #expect(decodeBody("2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n".bytes, limits: limits).data == "abcd".bytes)
        #expect(decodeBody("2\r\nab\r\n3\r\n".bytes, limits: limits).refusal == .bodyTooLarge)
        #expect(decodeBody("7fffffffffffffff\r\n".bytes, limits: HTTP1Limits(bodyBytes: .max)).refusal == nil)
        let twice = "1\r\na\r\n7fffffffffffffff\r\n".bytes
        #expect(decodeBody(twice, limits: HTTP1Limits(bodyBytes: .max)).refusal == .bodyTooLarge)
    }

    @Test func extensionsAreBounded() {
        let limits = HTTP1Limits(chunkExtensionBytes: 4, totalChunkExtensionBytes: 10)
        #expect(decodeBody("1;abc\r\na\r\n0\r\n\r\n".bytes, limits: limits).isComplete)
        #expect(decodeBody("1;abcd".bytes, limits: limits).refusal == .chunkExtensionsTooLarge)
        #expect(decodeBody("1     ".bytes, limits: limits).refusal == .chunkExtensionsTooLarge)
        let chunk = "1;abc\r\na\r\n"
        #expect(decodeBody((chunk + chunk + "1;a").bytes, limits: limits).refusal == nil)
        #expect(decodeBody((chunk + chunk + chunk).bytes, limits: limits).refusal == .chunkExtensionsTooLarge)
    }

    @Test func trailersAreBounded() {
        let trailers = "X: y\r\nX: z\r\n\r\n"
        let body = "0\r\n\(trailers)".bytes
        #expect(decodeBody(body, limits: HTTP1Limits(trailerBytes: trailers.utf8.count)).trailers.count == 2)
        #expect(
            decodeBody(body, limits: HTTP1Limits(trailerBytes: trailers.utf8.count - 1)).refusal == .trailersTooLarge
        )
        #expect(decodeBody(body, limits: HTTP1Limits(fieldCount: 1)).refusal == .trailersTooLarge)
        #expect(decodeBody(body, table: HTTP1FieldTable(capacity: 1)).refusal == .trailersTooLarge)
        let endless = "0\r\nX: ".bytes + Array(repeating: 0x79, count: 5000)
        #expect(decodeBody(endless, cuts: Array(0..<endless.count)).refusal == .trailersTooLarge)
    }
}

@Suite struct LengthDecoderTests {
    @Test func everySplit() {
        let bytes = "hello worldGET /".bytes
        for second in 0...bytes.count {
            for first in 0...second {
                let body = decodeBody(bytes, as: .length(remaining: 11), cuts: [first, second])
                #expect(body.isComplete)
                #expect(body.data == "hello world".bytes)
                #expect(body.consumed == 11)
            }
        }
    }

    @Test func nothing() {
        #expect(decodeBody("GET /".bytes, as: .length(remaining: 0)).isComplete)
        #expect(!decodeBody("a".bytes, as: .length(remaining: 2)).isComplete)
    }
}
