import Testing

@testable import MartletStatsD

@Suite struct StatsDNumberFormatTests {
    @Test func ratesAreNeverZero() {
        var bytes: [UInt8] = []
        StatsDNumberFormat.sixDecimals.append(rate: 0.000_000_1, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "0.0000001")
    }
}
