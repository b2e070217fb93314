import MartletHTTP1

/// What a body decoder made of some input.
struct DecodedBody: Equatable {
    var data: [UInt8] = []
    var trailers: [ParsedHead.Pair] = []
    var isComplete = false
    var refusal: HTTP1Refusal?
    /// Bytes of the input that belong to the body.
    var consumed = 0
}

/// Decodes a body delivered in pieces that end at `cuts` (ascending) and at the end; what was used of a piece is thrown away.
func decodeBody(
    _ bytes: [UInt8],
    as decoder: HTTP1BodyDecoder = .chunked(HTTP1ChunkedDecoder()),
    cuts: [Int] = [],
    limits: HTTP1Limits = HTTP1Limits(),
    table: HTTP1FieldTable = HTTP1FieldTable()
) -> DecodedBody {
    var decoder = decoder
    var result = DecodedBody()
    for end in cuts + [bytes.count] {
        let input = Array(bytes[result.consumed..<max(end, result.consumed)])
        var position = 0
        feed(input, to: &decoder, position: &position, into: &result, limits: limits, table: table)
        result.consumed += position
        if result.isComplete || result.refusal != nil { break }
    }
    return result
}

private func feed(
    _ input: [UInt8],
    to decoder: inout HTTP1BodyDecoder,
    position: inout Int,
    into result: inout DecodedBody,
    limits: HTTP1Limits,
    table: HTTP1FieldTable
) {
    do throws(HTTP1Refusal) {
        while true {
            switch try decoder.next(in: input.span.bytes, position: &position, limits: limits, trailers: table) {
            case .data(let range):
                result.data += input[range]
            case .incomplete:
                return
            case .end(let count, let start):
                result.isComplete = true
                result.trailers = (0..<count).map { index in
                    let field = table[index]
                    return ParsedHead.Pair(
                        name: text(input, field.name, from: start),
                        value: text(input, field.value, from: start)
                    )
                }
                return
            }
        }
    } catch {
        result.refusal = error
    }
}

private func text(_ input: [UInt8], _ slice: HTTP1Slice, from start: Int) -> String {
    String(decoding: input[start...][start + slice.range.lowerBound..<start + slice.range.upperBound], as: UTF8.self)
}
