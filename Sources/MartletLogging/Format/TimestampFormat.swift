/// How the time of a line is written.
public struct TimestampFormat: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case rfc3339(Int)
        case unixSeconds(Int)
    }

    let kind: Kind

    /// Date and time in UTC, `2015-02-03T10:00:01.234567Z`.
    ///
    /// The number of digits does not change from line to line, so that lines sort by their text.
    ///
    /// Source: [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339#section-5.6).
    ///
    /// - Parameter fractionalDigits: Digits below the second, 0 to 9; other numbers are brought into this range.
    public static func rfc3339(fractionalDigits: Int) -> TimestampFormat {
        TimestampFormat(kind: .rfc3339(min(max(fractionalDigits, 0), 9)))
    }

    /// Date and time in UTC with microseconds.
    public static let rfc3339 = rfc3339(fractionalDigits: 6)

    /// Seconds since the start of 1970, a number: `1422957601.234`.
    ///
    /// - Parameter fractionalDigits: Digits below the second, 0 to 9; other numbers are brought into this range.
    public static func unixSeconds(fractionalDigits: Int = 0) -> TimestampFormat {
        TimestampFormat(kind: .unixSeconds(min(max(fractionalDigits, 0), 9)))
    }

    /// Whether JSON writes it without quotes.
    var isNumber: Bool {
        if case .unixSeconds = kind { true } else { false }
    }

    func append(_ time: LogTime, to buffer: inout LogBuffer) {
        switch kind {
        case .rfc3339(let digits):
            Self.appendDate(time.seconds, to: &buffer)
            appendFraction(time, digits, to: &buffer)
            buffer.append(UInt8(ascii: "Z"))
        case .unixSeconds(let digits):
            if time.seconds < 0, digits > 0, time.nanoseconds > 0 {
                // Half a second before 1970 is -1 s and 0.5 s: the number is -0.5.
                buffer.append(UInt8(ascii: "-"))
                buffer.append(decimal: (time.seconds + 1).magnitude)
                appendFraction(LogTime(seconds: 0, nanoseconds: 1_000_000_000 - time.nanoseconds), digits, to: &buffer)
            } else {
                buffer.append(decimal: time.seconds)
                appendFraction(time, digits, to: &buffer)
            }
        }
    }

    private func appendFraction(_ time: LogTime, _ digits: Int, to buffer: inout LogBuffer) {
        guard digits > 0 else { return }
        buffer.append(UInt8(ascii: "."))
        var value = Int(time.nanoseconds)
        for _ in digits..<9 { value /= 10 }
        buffer.append(value, digits: digits)
    }

    /// `2015-02-03T10:00:01`. Years are brought into 0 to 9999, which is what RFC 3339 can say.
    ///
    /// Computed anew for every line: that takes less time than asking other threads for what they computed.
    static func appendDate(_ seconds: Int64, to buffer: inout LogBuffer) {
        // From -62167219200, 0000-01-01T00:00:00Z, to 253402300799, 9999-12-31T23:59:59Z.
        let seconds = Int(min(max(seconds, -62_167_219_200), 253_402_300_799))
        // Days since 0000-03-01, in a calendar whose years start in March, so that a leap day is the last of its year.
        // Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
        let shifted = seconds + 719_468 * 86_400 + 146_097 * 86_400
        let (dayNumber, second) = shifted.quotientAndRemainder(dividingBy: 86_400)
        let (era, dayOfEra) = dayNumber.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + (era - 1) * 400 + (month <= 2 ? 1 : 0)
        buffer.append(year, digits: 4)
        buffer.append(UInt8(ascii: "-"))
        buffer.append(month, digits: 2)
        buffer.append(UInt8(ascii: "-"))
        buffer.append(day, digits: 2)
        buffer.append(UInt8(ascii: "T"))
        buffer.append(second / 3600, digits: 2)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(second / 60 % 60, digits: 2)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(second % 60, digits: 2)
    }
}
