import Testing

@testable import MartletHTTP

@Suite("Retry-After")
struct RetryAfterTests {
    /// Sun, 06 Nov 1994 08:49:37 GMT
    private static let now = 784_111_777.0

    @Test(
        "seconds and dates",
        arguments: [
            ("0", Duration.zero),
            ("120", .seconds(120)),
            (" 7 ", .seconds(7)),
            ("99999999999999999999999999", .seconds(100 * 366 * 86_400)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", .seconds(10)),
            ("Sunday, 06-Nov-94 08:50:37 GMT", .seconds(60)),
            ("Sun Nov  6 08:49:38 1994", .seconds(1)),
            ("Sun, 06 Nov 1994 08:49:36 GMT", Duration.zero),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Duration.zero),
        ]
    )
    func read(value: String, delay: Duration) {
        #expect(RetryAfter.parse(value, now: Self.now) == delay)
    }

    @Test(
        "anything else is no hint",
        arguments: [
            "", "-1", "+5", "1.5", "soon", "5 seconds", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
            "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 99999999999999999999 08:49:37 GMT", "٣",
        ]
    )
    func refuse(value: String) {
        #expect(RetryAfter.parse(value, now: Self.now) == nil)
    }

    @Test(
        "dates around leap days",
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Tue, 29 Feb 2000 00:00:00 GMT", 951_782_400),
            ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800), ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
            ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400), ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
        ]
    )
    func dates(text: String, seconds: Int) {
        #expect(HTTPDate.parse(text) == seconds)
    }
}
