import Foundation
import MartletHTTP1
import Testing

@Suite struct DateTests {
    private func line(_ second: Int) -> String {
        var cache = HTTP1DateCache()
        let line = cache.line(atUnixSecond: second)
        return String(decoding: line.indices.map { line[$0] }, as: UTF8.self)
    }

    private func expected(_ second: Int) -> String {
        var time = time_t(second)
        var parts = tm()
        gmtime_r(&time, &parts)
        let weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int(parts.tm_wday)]
        let month = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ][Int(parts.tm_mon)]
        func padded(_ number: Int32, _ count: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: count - digits.count) + digits
        }
        let time1 = "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))"
        return "Date: \(weekday), \(padded(parts.tm_mday)) \(month) \(padded(parts.tm_year + 1900, 4)) \(time1) GMT\r\n"
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00"),
        (784_111_777, "Sun, 06 Nov 1994 08:49:37"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00"),
        (1_709_164_800, "Thu, 29 Feb 2024 00:00:00"),
        (4_107_542_399, "Sun, 28 Feb 2100 23:59:59"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59"),
        (253_402_300_800, "Fri, 31 Dec 9999 23:59:59"),
        (.max, "Fri, 31 Dec 9999 23:59:59"),
        (-1, "Thu, 01 Jan 1970 00:00:00"),
        (.min, "Thu, 01 Jan 1970 00:00:00"),
    ])
    func knownDates(second: Int, text: String) {
        #expect(line(second) == "Date: \(text) GMT\r\n")
    }

    /// Every 367th day, over all years with four digits.
    @Test func agreesWithLibc() {
        for day in stride(from: 0, to: 2_932_897, by: 367) {
            let second = day * 86_400 + day * 7919 % 86_400
            #expect(line(second) == expected(second))
        }
    }

    @Test func everyDayAroundLeapDays() {
        for year in [1972, 1999, 2000, 2023, 2024, 2099, 2100, 2400] {
            let start = (year - 1970) * 365 * 86_400
            for day in 0..<400 {
                #expect(line(start + day * 86_400) == expected(start + day * 86_400))
            }
        }
    }

    @Test func cacheFollowsTheClock() {
        var cache = HTTP1DateCache()
        for second in [10, 10, 11, 10] {
            let bytes = cache.line(atUnixSecond: second)
            #expect(String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) == line(second))
        }
    }
}
