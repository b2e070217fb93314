import MartletHTTP1
import MartletTesting
import Testing

@Suite struct PropertyTests {
    @Test func validRequestsAreParsedBackEqual() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<700 {
            let request = RandomRequest(using: &random)
            let cuts = (0..<3).map { _ in Int.random(in: 0...request.bytes.count, using: &random) }.sorted()
            for cuts in [[], cuts] {
                let message = readMessage(request.bytes + "GET /next".bytes, cuts: cuts)
                let head = try #require(message.head)
                #expect(head.method == request.method)
                #expect(head.target == request.target)
                #expect(head.fields == request.fields)
                #expect(head.byteCount == request.headByteCount)
                #expect(message.body.isComplete)
                #expect(message.body.data == request.body)
                #expect(message.body.trailers == request.trailers)
                #expect(message.consumed == request.bytes.count)
            }
        }
    }

    @Test func mutatedRequestsAreHarmless() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<1500 {
            let bytes = mutate(RandomRequest(using: &random).bytes, using: &random)
            let cuts = (0..<3).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
            let whole = readMessage(bytes)
            let pieces = readMessage(bytes, cuts: cuts)
            #expect(whole.consumed <= bytes.count)
            #expect(pieces.consumed <= bytes.count)
            // Pieces of a message that isn't complete may be judged later than the whole.
            if pieces.refusal == whole.refusal || whole.refusal == nil {
                #expect(pieces == whole)
            } else {
                #expect(pieces.refusal == nil && !pieces.body.isComplete)
            }
        }
    }
}
