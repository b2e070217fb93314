// Feeds arbitrary bytes to the connection of a client, whole and byte by byte, and stops when the two disagree, when more is
// consumed than there is, or when the sanitizers find a fault. The first byte says whether the request was HEAD.

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHTTP1Client(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = bytes.first, count < 4_096 else { return 0 }
    let whole = Client.run(bytes.dropFirst(), isHead: first & 1 == 1, pieceSize: count)
    let pieces = Client.run(bytes.dropFirst(), isHead: first & 1 == 1, pieceSize: 1)
    // Pieces of a section that hasn't ended may be judged later than the whole: then the refusal is missing, nothing else.
    precondition(pieces == whole || whole.isRefused && !pieces.isRefused && pieces.body == whole.body)
    return 0
}

/// A client that has sent one request.
private struct Client: Equatable {
    private(set) var statuses: [UInt16] = []
    private(set) var fieldCounts: [Int] = []
    private(set) var body: [UInt8] = []
    private(set) var isOver = false
    private(set) var isRefused = false

    static func run(_ bytes: ArraySlice<UInt8>, isHead: Bool, pieceSize: Int) -> Client {
        var client = Client()
        var connection = HTTP1ClientConnection(limits: HTTP1Limits(headBytes: 512, fieldCount: 16, bodyBytes: 1 << 20))
        let fields = HTTP1FieldTable(capacity: 16)
        connection.begin(isHead: isHead)
        var input: [UInt8] = []
        var rest = bytes
        while !rest.isEmpty, !client.isOver {
            input += rest.prefix(pieceSize)
            rest = rest.dropFirst(pieceSize)
            while !client.isOver, client.step(&connection, &input, fields) {}
        }
        return client
    }

    private mutating func step(
        _ connection: inout HTTP1ClientConnection,
        _ input: inout [UInt8],
        _ fields: HTTP1FieldTable
    ) -> Bool {
        do throws(HTTP1Refusal) {
            if statuses.last ?? 100 < 200 {
                guard let head = try connection.readHead(input.span.bytes, fields: fields) else { return false }
                precondition(head.byteCount <= input.count && head.reason.range.upperBound <= head.byteCount)
                for field in fields.fields(count: head.fieldCount) {
                    precondition(field.name.range.upperBound <= head.byteCount && !field.name.isEmpty)
                    precondition(field.value.range.upperBound <= head.byteCount)
                }
                input.removeFirst(head.byteCount)
                statuses.append(head.status)
                fieldCounts.append(head.fieldCount)
                return true
            }
            var position = 0
            let part = try connection.readBody(in: input.span.bytes, position: &position, trailers: fields)
            precondition(position <= input.count)
            defer { input.removeFirst(position) }
            switch part {
            case .incomplete: return false
            case .data(let range):
                body += input[range]
                return true
            case .end:
                isOver = true
                return false
            }
        } catch {
            isOver = true
            isRefused = true
            return false
        }
    }
}
