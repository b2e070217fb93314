/// Reads a date in one of the three forms that HTTP has had. Source:
/// [RFC 9110, section 5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7).
///
/// - `Sun, 06 Nov 1994 08:49:37 GMT`
/// - `Sunday, 06-Nov-94 08:49:37 GMT`
/// - `Sun Nov  6 08:49:37 1994`
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The seconds from the start of 1970; `nil` when the text is in none of the forms.
    static func parse(_ text: String) -> Int? {
        // All forms have the same words, and only their order tells them apart; the name of the day says nothing new.
        let words = text.split { $0 == " " || $0 == "," || $0 == "-" }.map(String.init)
        switch words.count {
        case 6 where words[5] == "GMT":
            return seconds(year: words[3], month: words[2], day: words[1], time: words[4])
        case 5:
            return seconds(year: words[4], month: words[1], day: words[2], time: words[3])
        default:
            return nil
        }
    }

    private static func seconds(year: String, month: String, day: String, time: String) -> Int? {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { number($0, digits: 2...2) }
        guard let month = months.firstIndex(of: month), let day = number(day[...], digits: 1...2),
            let year = number(year[...], digits: 2...4), year.digits != 3, clock.count == 3,
            let hour = clock[0]?.value, let minute = clock[1]?.value, let second = clock[2]?.value,
            (1...31).contains(day.value), hour < 24, minute < 60, second <= 60
        else { return nil }
        let fullYear = year.digits == 2 ? year.value + (year.value < 70 ? 2_000 : 1_900) : year.value
        return days(year: fullYear, month: month + 1, day: day.value) * 86_400 + hour * 3_600 + minute * 60 + second
    }

    private static func number(_ text: Substring, digits: ClosedRange<Int>) -> (value: Int, digits: Int)? {
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let value = Int(text)
        else { return nil }
        return (value, text.utf8.count)
    }

    /// The days from the start of 1970, counted in years that begin in March, so that the leap day is the last of its
    /// year.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}
