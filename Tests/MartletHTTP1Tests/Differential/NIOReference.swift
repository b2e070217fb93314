import NIOCore
import NIOEmbedded
import NIOHTTP1

/// What swift-nio's decoder (llhttp) makes of some bytes.
struct NIOReference: Equatable {
    var method = ""
    var uri = ""
    var fields: [ParsedHead.Pair] = []
    var body: [UInt8] = []
    var trailers: [ParsedHead.Pair] = []
    var isComplete = false
    var isRefused = false

    /// Decodes the first message in `bytes`.
    init(decoding bytes: [UInt8]) {
        let channel = EmbeddedChannel()
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        do {
            let decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes))
            try channel.pipeline.syncOperations.addHandler(decoder)
            try channel.writeInbound(ByteBuffer(bytes: bytes))
        } catch {
            isRefused = true
        }
        while !isComplete, let part = try? channel.readInbound(as: HTTPServerRequestPart.self) {
            take(part)
        }
        // An error behind the first message is none of its own.
        if isComplete { isRefused = false }
    }

    private mutating func take(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head):
            // NIO's name for this one method isn't what was sent.
            method = head.method == .MSEARCH ? "M-SEARCH" : head.method.rawValue
            uri = head.uri
            fields = Self.pairs(head.headers)
        case .body(let buffer):
            body += buffer.readableBytesView
        case .end(let headers):
            trailers = headers.map(Self.pairs) ?? []
            isComplete = true
        }
    }

    private static func pairs(_ headers: HTTPHeaders) -> [ParsedHead.Pair] {
        // NIO hands a value out with the white space behind it, which isn't part of it (RFC 9112 section 5.1).
        headers.map { ParsedHead.Pair(name: $0.name, value: String($0.value.trimmingWhitespace())) }
    }
}
