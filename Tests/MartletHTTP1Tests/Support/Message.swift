import MartletHTTP1

/// What became of the first message in some bytes.
struct Message: Equatable {
    var head: ParsedHead?
    var body = DecodedBody()
    var refusal: HTTP1Refusal?

    var consumed: Int { (head?.byteCount ?? 0) + body.consumed }
}

/// Reads one message delivered in pieces that end at `cuts` (ascending) and at the end.
func readMessage(_ bytes: [UInt8], cuts: [Int] = []) -> Message {
    switch parseHead(bytes, cuts: cuts) {
    case .incomplete:
        return Message()
    case .refused(let refusal):
        return Message(refusal: refusal)
    case .head(let head):
        let decoder: HTTP1BodyDecoder =
            head.isChunked ? .chunked(HTTP1ChunkedDecoder()) : .length(remaining: head.contentLength ?? 0)
        let cuts = cuts.map { $0 - head.byteCount }.filter { $0 >= 0 }
        let body = decodeBody(Array(bytes.dropFirst(head.byteCount)), as: decoder, cuts: cuts)
        return Message(head: head, body: body, refusal: body.refusal)
    }
}
