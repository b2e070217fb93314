import Adding
import ArgumentParser

/// The flags that say what keeps the endpoints alive.
struct ProtectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Calls per second and at once of each endpoint; or off.", valueName: "rate/burst"))
    var rateLimit = RateLimitArgument.of(1_000, 1_000)

    @Flag(inversion: .prefixedNo, help: "Answer with an error for a while after six failures in a row.")
    var breaker = true

    @Option(help: "The milliseconds that calls take on purpose, to see what deadlines do.")
    var delay: Int?

    func validate() throws {
        guard (1...3_600_000).contains(delay ?? 1) else { throw ValidationError("--delay takes 1 to 3600000") }
    }

    /// The layers that the flags ask for.
    var protection: AddProtection {
        var protection = AddProtection()
        protection.rateLimit = rateLimit.rate
        protection.hasBreaker = breaker
        protection.delay = delay.map { .milliseconds($0) }
        return protection
    }
}

/// `1000/1000` or `off`.
struct RateLimitArgument: ExpressibleByArgument, CustomStringConvertible {
    let rate: CallRate?

    static func of(_ count: Int, _ burst: Int) -> Self { Self(rate: CallRate(count: count, burst: burst)) }

    private init(rate: CallRate?) {
        self.rate = rate
    }

    init?(argument: String) {
        if argument == "off" {
            self.init(rate: nil)
            return
        }
        let numbers = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let count = numbers[0], let burst = numbers[1] else { return nil }
        guard let rate = CallRate(count: count, burst: burst) else { return nil }
        self.init(rate: rate)
    }

    var description: String { rate.map { "\($0.count)/\($0.burst)" } ?? "off" }
}
