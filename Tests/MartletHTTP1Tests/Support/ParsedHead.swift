import MartletHTTP1

/// A head with everything copied out, to compare.
struct ParsedHead: Equatable {
    var method: String
    var target: String
    var path: String
    var query: String?
    var authority: String
    var fields: [Pair]
    var isHTTP11: Bool
    var keepsAlive: Bool
    var isChunked: Bool
    var expectsContinue: Bool
    var contentLength: Int?
    var byteCount: Int

    struct Pair: Equatable {
        var name: String
        var value: String
    }

    init(_ view: HTTP1HeadView) {
        let head = view.head
        method = view.string(head.methodName)
        target = view.string(head.target)
        path = view.string(head.path)
        query = head.query.map(view.string)
        authority = view.string(head.authority)
        fields = view.fields.map { Pair(name: view.string($0.name), value: view.string($0.value)) }
        isHTTP11 = head.isHTTP11
        keepsAlive = head.keepsAlive
        isChunked = head.isChunked
        expectsContinue = head.expectsContinue
        contentLength = head.contentLength
        byteCount = head.byteCount
    }
}

/// What became of some bytes.
enum HeadOutcome: Equatable {
    case head(ParsedHead)
    case refused(HTTP1Refusal)
    case incomplete

    var head: ParsedHead? {
        if case .head(let head) = self { head } else { nil }
    }
}

/// Parses `bytes` delivered in pieces that end at `cuts` (ascending) and at the end. Each piece is parsed in memory of its own
/// with exactly the size of what has arrived.
func parseHead(
    _ bytes: [UInt8],
    cuts: [Int] = [],
    limits: HTTP1Limits = HTTP1Limits(),
    table: HTTP1FieldTable = HTTP1FieldTable()
) -> HeadOutcome {
    var parser = HTTP1HeadParser()
    for end in cuts + [bytes.count] {
        let outcome = parseHead(Array(bytes.prefix(end)), with: &parser, limits: limits, table: table)
        if outcome != .incomplete { return outcome }
    }
    return .incomplete
}

private func parseHead(
    _ bytes: [UInt8],
    with parser: inout HTTP1HeadParser,
    limits: HTTP1Limits,
    table: HTTP1FieldTable
) -> HeadOutcome {
    bytes.withUnsafeBytes { bytes in
        do throws(HTTP1Refusal) {
            var head = HTTP1RequestHead()
            guard try parser.parse(bytes.bytes, limits: limits, into: &head, fields: table) else { return .incomplete }
            return .head(ParsedHead(HTTP1HeadView(head, bytes: bytes, table: table)))
        } catch {
            return .refused(error)
        }
    }
}

extension StringProtocol {
    /// The UTF-8 bytes.
    var bytes: [UInt8] { Array(utf8) }
}
