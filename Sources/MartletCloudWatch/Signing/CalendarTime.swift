/// A point in time, in the forms in which AWS writes it.
struct CalendarTime: Equatable {
    /// `20150830`
    let date: String

    /// `20150830T123600Z`: the basic format of ISO 8601.
    let basic: String

    /// `2015-08-30T12:36:00Z`: the extended format of ISO 8601.
    let extended: String

    /// Makes the forms of a time.
    ///
    /// - Parameter nanoseconds: Since the start of 1970; before that counts as that moment, and what is after the
    ///   year 2262 does not fit into the number.
    init(nanoseconds: Int64) {
        let seconds = max(nanoseconds, 0) / 1_000_000_000
        let (year, month, day) = Self.civil(seconds / 86_400)
        let time = seconds % 86_400
        let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60)
        date = "\(year)\(Self.two(month))\(Self.two(day))"
        basic = "\(date)T\(Self.two(hour))\(Self.two(minute))\(Self.two(second))Z"
        extended =
            "\(year)-\(Self.two(month))-\(Self.two(day))T\(Self.two(hour)):\(Self.two(minute)):\(Self.two(second))Z"
    }

    private static func two(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// The date of a day since the start of 1970, counted in years that begin in March, so that the leap day is the
    /// last of its year.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
