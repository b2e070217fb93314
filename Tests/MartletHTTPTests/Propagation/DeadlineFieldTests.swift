import MartletTesting
import Testing

@testable import MartletHTTP

@Suite("The field of the deadline")
struct DeadlineFieldTests {
    @Test(
        "writes the finest unit that has eight digits",
        arguments: [
            (Duration.nanoseconds(1), "1n"),
            (.nanoseconds(99_999_999), "99999999n"),
            (.nanoseconds(100_000_000), "100000u"),
            (.milliseconds(250), "250000u"),
            (.microseconds(99_999_999), "99999999u"),
            (.microseconds(100_000_000), "100000m"),
            (.seconds(3_600), "3600000m"),
            (.milliseconds(99_999_999), "99999999m"),
            (.milliseconds(100_000_000), "100000S"),
            (.seconds(99_999_999), "99999999S"),
            (.seconds(100_000_000), "1666666M"),
            (.seconds(5_999_999_940), "99999999M"),
            (.seconds(6_000_000_000), "1666666H"),
            // 292 years: more nanoseconds than 64 bits hold.
            (.seconds(Int64.max), "2562047H"),
        ]
    )
    func format(duration: Duration, text: String) {
        #expect(DeadlineField.format(duration) == text)
    }

    @Test("is never zero, which would mean expired", arguments: [Duration.zero, .seconds(-5), .nanoseconds(0.25)])
    func neverZero(duration: Duration) {
        #expect(DeadlineField.format(duration) == "1n")
    }

    @Test("is rounded down, and what is written can be read")
    func roundTrip() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<10_000 {
            let shift = Int64.random(in: 1...62, using: &generator)
            let duration = Duration.nanoseconds(Int64.random(in: 1...(1 << shift), using: &generator))
            let text = DeadlineField.format(duration)
            guard let read = parse(text) else {
                Issue.record("\(text) cannot be read")
                continue
            }
            #expect(read <= duration && text.utf8.count <= 9)
            #expect(duration - read <= duration * 1e-4)
        }
    }

    @Test(
        "reads all units",
        arguments: [
            ("0n", Duration.zero),
            ("7n", .nanoseconds(7)),
            ("7u", .microseconds(7)),
            ("250m", .milliseconds(250)),
            ("3S", .seconds(3)),
            ("2M", .seconds(120)),
            ("1H", .seconds(3_600)),
            ("00000001S", .seconds(1)),
            ("99999999H", .seconds(99_999_999 * 3_600)),
        ]
    )
    func parse(text: String, duration: Duration) {
        #expect(parse(text) == duration)
    }

    @Test(
        "refuses everything else",
        arguments: [
            "", "S", "5", "123456789S", "-1S", "+1S", " 1S", "1S ", "1 S", "1s", "1h", "1.5S", "0x1S", "1SS", "S1",
            "1\u{0}",
            "١S", "1000000000000000000000000000H",
        ]
    )
    func refuse(text: String) {
        #expect(parse(text) == nil)
    }

    private func parse(_ text: String) -> Duration? {
        Array(text.utf8).withUnsafeBytes { DeadlineField.parse($0) }
    }
}
