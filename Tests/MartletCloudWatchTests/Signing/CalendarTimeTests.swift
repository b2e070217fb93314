import Testing

@testable import MartletCloudWatch

@Suite struct CalendarTimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (951_868_800, "2000-03-01T00:00:00Z"), (1_440_938_160, "2015-08-30T12:36:00Z"),
        (1_700_000_000, "2023-11-14T22:13:20Z"),
        (1_709_164_799, "2024-02-28T23:59:59Z"), (1_735_689_599, "2024-12-31T23:59:59Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z"),
        (9_223_372_036, "2262-04-11T23:47:16Z"),
    ])
    func dates(seconds: Int64, text: String) {
        let time = CalendarTime(nanoseconds: seconds * 1_000_000_000)
        #expect(time.extended == text)
        #expect(time.basic == text.filter { $0 != "-" && $0 != ":" })
        #expect(time.date == time.basic.prefix(8))
    }

    @Test func beforeTheBeginning() {
        #expect(CalendarTime(nanoseconds: .min).extended == "1970-01-01T00:00:00Z")
        #expect(CalendarTime(nanoseconds: 999_999_999).extended == "1970-01-01T00:00:00Z")
    }
}
