import MartletHTTP1
import MartletTesting

/// A random request that is valid by the grammar, together with what a parser has to make of it.
struct RandomRequest {
    var bytes: [UInt8] = []
    var method = ""
    var target = ""
    var fields: [ParsedHead.Pair] = []
    var headByteCount = 0
    var body: [UInt8] = []
    var trailers: [ParsedHead.Pair] = []

    private static let tokenCharacters = "!#$%&'*+-.^_`|~09azAZbcdefghijklmnop"
    private static let targetCharacters = "/abcXYZ019-._~%20!$&'()*+,;=:@?[]{}|^\"<>\\`"
    private static let valueCharacters = " \tabcXYZ019!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~é€"

    init(using random: inout SeededGenerator) {
        method = random.element(of: ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])
        target = random.element(of: ["/", "http://h:8/"]) + random.string(of: Self.targetCharacters, count: 0...30)
        addFields(using: &random)
        let isChunked = Bool.random(using: &random)
        let hasBody = Bool.random(using: &random)
        if hasBody {
            body = random.string(of: "abc\r\n0", count: 0...60).bytes
            let framing = isChunked ? ("Transfer-Encoding", "chunked") : ("Content-Length", "\(body.count)")
            fields.append(ParsedHead.Pair(name: framing.0, value: framing.1))
        }
        fields.shuffle(using: &random)
        if Int.random(in: 0..<8, using: &random) == 0 {
            bytes += "\r\n".bytes
        }
        bytes += "\(method) \(target) HTTP/1.1\r\n".bytes
        writeFields(fields, using: &random)
        headByteCount = bytes.count
        if hasBody, isChunked {
            writeChunks(using: &random)
        } else if hasBody {
            bytes += body
        }
    }

    private mutating func addFields(using random: inout SeededGenerator) {
        fields.append(ParsedHead.Pair(name: "Host", value: random.element(of: ["h", "example.test:80", "[::1]", ""])))
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            fields.append(Self.field(using: &random))
        }
    }

    private static func field(using random: inout SeededGenerator) -> ParsedHead.Pair {
        // No name that the codec acts on is that long.
        let name = "X-" + random.string(of: tokenCharacters, count: 20...30)
        let value = random.string(of: valueCharacters, count: 0...40)
        return ParsedHead.Pair(name: name, value: String(value.trimmingWhitespace()))
    }

    private mutating func writeFields(_ fields: [ParsedHead.Pair], using random: inout SeededGenerator) {
        for field in fields {
            let before = random.string(of: " \t", count: 0...2)
            let after = random.string(of: " \t", count: 0...2)
            bytes += "\(field.name):\(before)\(field.value)\(after)\r\n".bytes
        }
        bytes += "\r\n".bytes
    }

    private mutating func writeChunks(using random: inout SeededGenerator) {
        var rest = body[...]
        while let count = rest.isEmpty ? nil : Int.random(in: 1...rest.count, using: &random) {
            let size = String(count, radix: 16, uppercase: Bool.random(using: &random))
            let zeros = String(repeating: "0", count: Int.random(in: 0...3, using: &random))
            let chunkExtension = random.element(of: ["", "", ";a", ";a=b;c=\"d\""])
            bytes += "\(zeros)\(size)\(chunkExtension)\r\n".bytes + rest.prefix(count) + "\r\n".bytes
            rest = rest.dropFirst(count)
        }
        bytes += "0\r\n".bytes
        if Bool.random(using: &random) {
            trailers = (0..<2).map { _ in Self.field(using: &random) }
        }
        writeFields(trailers, using: &random)
    }
}

extension String {
    /// The text without the spaces and tabs around it.
    func trimmingWhitespace() -> Substring {
        var text = self[...]
        while let first = text.unicodeScalars.first, first == " " || first == "\t" { text.unicodeScalars.removeFirst() }
        while let last = text.unicodeScalars.last, last == " " || last == "\t" { text.unicodeScalars.removeLast() }
        return text
    }
}

/// Changes a few places of `bytes`, preferably to something that means something.
func mutate(_ bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
    let pieces = [
        "\r", "\n", "\r\n", "\r\n\r\n", " ", "\t", "\0", ":", ",", ";", "0", "1", "f", "\u{7F}", "é", "?", "#", "\r\n ",
        "HTTP/1.0",
        "Content-Length: 1\r\n", "Transfer-Encoding: chunked\r\n", "Host: h\r\n", "Connection: close\r\n", "chunked",
        "+",
    ].map(\.bytes)
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: random.element(of: pieces), at: place)
        case 3: bytes.replaceSubrange(place..<min(place + 2, bytes.count), with: random.element(of: pieces))
        default: bytes.removeLast(min(bytes.count, Int.random(in: 0...10, using: &random)))
        }
    }
    return bytes
}
