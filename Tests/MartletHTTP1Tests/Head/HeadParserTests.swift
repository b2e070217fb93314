import MartletHTTP1
import Testing

@Suite struct HeadParserTests {
    @Test func hasAtLeastAHundredCases() {
        #expect(RequestCase.all.count >= 100)
    }

    @Test(arguments: RequestCase.all)
    func whole(_ request: RequestCase) {
        #expect(expectation(of: parseHead(request.text.bytes)) == request.expectation)
    }

    @Test(arguments: RequestCase.all)
    func bytewise(_ request: RequestCase) {
        let bytes = request.text.bytes
        let outcome = parseHead(bytes, cuts: Array(0..<bytes.count))
        expectSame(outcome, as: parseHead(bytes), for: request)
    }

    @Test(arguments: RequestCase.all.filter { $0.text.utf8.count <= 48 })
    func threePieces(_ request: RequestCase) {
        let bytes = request.text.bytes
        let whole = parseHead(bytes)
        let table = HTTP1FieldTable()
        for second in 0...bytes.count {
            for first in 0...second {
                expectSame(parseHead(bytes, cuts: [first, second], table: table), as: whole, for: request)
            }
        }
    }

    @Test(arguments: RequestCase.all.filter { $0.expectation == .accepted })
    func leavesWhatFollows(_ request: RequestCase) throws {
        let bytes = request.text.bytes
        let followed = try #require(parseHead(bytes + "GET /next".bytes).head)
        #expect(followed.byteCount == bytes.count)
        #expect(HeadOutcome.head(followed) == parseHead(bytes))
    }

    private func expectation(of outcome: HeadOutcome) -> RequestCase.Expectation {
        switch outcome {
        case .head: .accepted
        case .refused(let refusal): .refused(refusal)
        case .incomplete: .incomplete
        }
    }

    /// Pieces may be judged later than the whole, but only as long as nothing has ended the lines.
    private func expectSame(_ outcome: HeadOutcome, as whole: HeadOutcome, for request: RequestCase) {
        if outcome == .incomplete, request.hasNoEnd { return }
        #expect(outcome == whole)
    }
}
