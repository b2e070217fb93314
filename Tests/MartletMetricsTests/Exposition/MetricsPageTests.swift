import Testing

@testable import MartletMetrics

@Suite struct MetricsPageTests {
    private let page = MetricsPage(contentType: "text/plain") {
        var left = 3
        return {
            left -= 1
            return left >= 0 ? [UInt8(left)] : nil
        }
    }

    @Test func theBodyIsAllPieces() {
        #expect(page.body == [2, 1, 0])
        #expect(page.contentEncoding == nil)
    }

    @Test func itIsRenderedAsItIsRead() async {
        var pieces: [[UInt8]] = []
        for await piece in page.chunks { pieces.append(piece) }
        #expect(pieces == [[2], [1], [0]])
    }

    @Test func itIsRenderedWithoutAwaiting() {
        let next = page.makeRenderer()
        #expect(next() == [2])
        #expect(next() == [1])
        #expect(next() == [0])
        #expect(next() == nil)
    }
}
