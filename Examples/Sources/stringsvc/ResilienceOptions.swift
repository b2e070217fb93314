import ArgumentParser
import Martlet
import Strings

/// The flags that put layers around the endpoints; without any there are none.
struct ResilienceOptions: ParsableArguments {
    @Option(help: "How many calls per second each endpoint takes; more are answered with 429.")
    var rateLimit: Int?

    @Option(help: "The same for each user, by the field X-User.")
    var rateLimitPerUser: Int?

    @Option(help: "How many calls each endpoint runs at the same time; more are answered with 429.")
    var maxInFlight: Int?

    @Flag(help: "Find out by itself how many calls run at the same time; more are answered with 503.")
    var adaptive = false

    @Option(help: "How many calls each endpoint runs at the same time; those that wait too long are answered with 503.")
    var shed: Int?

    @Option(help: "The milliseconds that a call has; then it is answered with 504.")
    var timeout: Int?

    @Flag(help: "Answer with 503 for a while after six failures in a row.")
    var breaker = false

    @Option(help: "The part of the calls that fails on purpose, 0 to 1.")
    var faultRate: Double?

    @Option(help: "Decides which calls fail on purpose: the same ones with the same number.")
    var faultSeed: UInt64?

    @Option(help: "The milliseconds that calls take on purpose.")
    var faultDelay: Int?

    @Option(help: "With --proxy: how often a call is tried.")
    var attempts = 3

    @Option(help: "With --proxy: the milliseconds after which a slow call is tried once more.")
    var hedgeAfter: Int?

    func validate() throws {
        for number in [rateLimit, rateLimitPerUser, maxInFlight, shed, timeout, faultDelay, attempts, hedgeAfter] {
            guard (1...1_000_000).contains(number ?? 1) else { throw ValidationError("numbers are 1 to 1000000") }
        }
        guard (0...1).contains(faultRate ?? 0) else { throw ValidationError("--fault-rate takes 0 to 1") }
    }

    /// What keeps the endpoints of this service alive.
    var protection: StringProtection {
        var protection = StringProtection()
        protection.rateLimit = rateLimit
        protection.rateLimitPerUser = rateLimitPerUser
        protection.maximumInFlight = maxInFlight
        protection.isAdaptive = adaptive
        protection.shedding = shed
        protection.timeout = timeout.map { .milliseconds($0) }
        protection.hasBreaker = breaker
        protection.faultRate = faultRate
        protection.faultSeed = faultSeed
        protection.faultDelay = faultDelay.map { .milliseconds($0) }
        return protection
    }

    /// What keeps the calls of another service safe.
    var client: ClientResilience {
        .client {
            $0.backoff = .exponential(attempts: attempts)
            $0.hedging = hedgeAfter.map { .after(.milliseconds($0)) }
        }
    }
}
