/// A date in the form `Sun, 06 Nov 1994 08:49:37 GMT`, RFC 9110 section 5.6.7.
///
/// Own arithmetic: libc's depends on the locale and on a lock around the time zone.
struct IMFFixdate: Equatable {
    let weekday: Int
    let day: Int
    let month: Int
    let year: Int
    let hour: Int
    let minute: Int
    let second: Int

    /// The date `unixSecond` seconds after 1 January 1970, kept within the years that have four digits.
    init(unixSecond: Int) {
        let lastSecond = 253_402_300_799  // 31 December 9999, 23:59:59
        let seconds = min(max(unixSecond, 0), lastSecond)
        let days = seconds / 86_400
        let secondOfDay = seconds % 86_400
        hour = secondOfDay / 3600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
        weekday = (days + 4) % 7  // 1 January 1970 was a Thursday; Sunday is 0.
        (year, month, day) = Self.civil(fromDays: days)
    }

    /// Year, month and day, counted in years that begin on 1 March: the leap day is then the last day of its year, and the
    /// months' lengths follow one linear formula.
    private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let daysSinceMarchOfYear0 = days + 719_468
        let era = daysSinceMarchOfYear0 / 146_097  // 400 years each
        let dayOfEra = daysSinceMarchOfYear0 % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, day)
    }

    /// The field line `Date: ...` with its line ending.
    func dateLine() -> InlineArray<37, UInt8> {
        var line = InlineArray<37, UInt8>(repeating: ASCII.space)
        var writer = LineWriter()
        writer.put("Date: ", into: &line)
        writer.put(Self.name(weekday, of: "SunMonTueWedThuFriSat"), into: &line)
        writer.put(", ", into: &line)
        writer.put(number: day, digits: 2, into: &line)
        writer.put(" ", into: &line)
        writer.put(Self.name(month - 1, of: "JanFebMarAprMayJunJulAugSepOctNovDec"), into: &line)
        writer.put(" ", into: &line)
        writer.put(number: year, digits: 4, into: &line)
        writer.put(" ", into: &line)
        writer.put(number: hour, digits: 2, into: &line)
        writer.put(":", into: &line)
        writer.put(number: minute, digits: 2, into: &line)
        writer.put(":", into: &line)
        writer.put(number: second, digits: 2, into: &line)
        writer.put(" GMT\r\n", into: &line)
        return line
    }

    private static func name(_ index: Int, of names: String) -> Substring {
        names.dropFirst(index * 3).prefix(3)
    }

    private struct LineWriter {
        private var count = 0

        mutating func put(_ text: some StringProtocol, into line: inout InlineArray<37, UInt8>) {
            for byte in text.utf8 {
                line[count] = byte
                count += 1
            }
        }

        mutating func put(number: Int, digits: Int, into line: inout InlineArray<37, UInt8>) {
            var rest = number
            for index in stride(from: count + digits - 1, through: count, by: -1) {
                line[index] = ASCII.zero + UInt8(rest % 10)
                rest /= 10
            }
            count += digits
        }
    }
}
