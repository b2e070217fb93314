import MartletTesting
import Testing

@testable import MartletOTLP

@Suite struct OTLPResponseTests {
    @Test func partialSuccessIsRead() {
        let protobuf = OTLPResponse(protobuf: [0x0A, 7, 0x08, 0xAC, 0x02, 0x12, 2, 0x6E, 0x6F])
        #expect(protobuf.rejectedSpanCount == 300)
        #expect(protobuf.message == "no")
        for text in [
            #"{"partialSuccess":{"rejectedSpans":"300","errorMessage":"no"}}"#,
            #"{"partialSuccess":{"rejectedSpans":300,"errorMessage":"no","more":1},"more":[]}"#,
        ] {
            #expect(OTLPResponse(json: Array(text.utf8)) == protobuf)
        }
    }

    @Test(arguments: [
        "", "{}", #"{"partialSuccess":null}"#, #"{"partialSuccess":{}}"#, "no JSON", "[]", #"{"partialSuccess":1}"#,
    ])
    func nothingSaidIsSuccess(text: String) {
        let response = OTLPResponse(json: Array(text.utf8))
        #expect(response.rejectedSpanCount == 0)
        #expect(response.message.isEmpty)
    }

    @Test(arguments: 1...100)
    func noiseDoesNoHarm(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        _ = OTLPResponse(protobuf: bytes)
        _ = OTLPResponse(json: bytes)
        _ = OTLPResponse.statusMessage(protobuf: bytes)
    }

    @Test func theMessageOfARefusalIsRead() {
        #expect(OTLPResponse.statusMessage(protobuf: [0x08, 3, 0x12, 3, 0x62, 0x61, 0x64]) == "bad")
        #expect(OTLPResponse.statusMessage(protobuf: []).isEmpty)
    }
}
