import Martlet
import MartletTesting
import Testing

@Suite struct EndpointOutlineTests {
    @Test func tellsWhatThereIsToKnow() {
        let outline = Endpoint("sum", isIdempotent: true) { (number: Int) in "\(number)" }
            .with(Bulkhead(3), Timeout(.seconds(1)))
            .outline
        #expect(outline.name == "sum")
        #expect(outline.layers == ["Bulkhead", "Timeout"])
        #expect(outline.request == "Int")
        #expect(outline.response == "String")
        #expect(outline.isIdempotent)
        #expect(!outline.streamsResponse)
        #expect(outline.endsByDeadline == false)
    }

    @Test func streamsAreToldApart() {
        let outline = Endpoint("ticks") { (_: Empty) in ResponseStream([1]) }.outline
        #expect(outline.streamsResponse)
        #expect(!outline.isIdempotent)
        #expect(outline.response == "ResponseStream<Int>")
    }
}
