import Synchronization

/// How many retries there may be in proportion to the calls, so that retries cannot multiply the load of a peer that is
/// failing already.
///
/// Every call pays in a fraction of a retry, and a retry takes out a whole one; what was paid in is forgotten after
/// some seconds, so a quiet hour does not pay for a storm. A small reserve lets clients that call rarely retry, too. In
/// any window there are at most `ratio * calls + minimumPerSecond * window` retries. When there is nothing left, calls
/// fail with the error that they have.
///
/// Each ``Retry`` and each ``Hedge`` has a budget of its own unless you name one and give it to several; they then
/// share what their calls pay in. The calls of a ``Hedge`` pay in only as long as no ``Retry`` has the same budget, so
/// that those of an endpoint with both do not pay twice.
///
/// ```swift
/// let budget = RetryBudget.percent(20)
/// let get = client.get.with(Retry(budget: budget))
/// let list = client.list.with(Retry(.exponential(attempts: 5), budget: budget))
/// ```
///
/// Source: the retry budget of [Finagle](https://twitter.github.io/finagle/guide/Glossary.html), which has the same
/// ratio and window, and ten retries a second besides. Since every client has them, those of twenty clients keep a
/// storm going that a budget should end (`RetryStormTests.reservesOfManyClientsAddUp`).
public struct RetryBudget: Sendable {
    /// `nil` when there is no limit.
    private let account: Account?

    private init(_ account: Account?) {
        self.account = account
    }

    /// Makes a budget.
    ///
    /// - Parameters:
    ///   - ratio: How many retries a call pays for, zero or more: 0.2 is one retry for every five calls.
    ///   - minimumPerSecond: How many retries per second there may be besides, zero or more, on average over the
    ///     window.
    ///   - window: For how long calls and retries are remembered, from a millisecond to a day.
    ///   - clock: The clock to read; tests pass a manual one.
    public init<C: Clock>(
        ratio: Double,
        minimumPerSecond: Double = 1,
        window: Duration = .seconds(10),
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        precondition(ratio >= 0 && ratio.isFinite, "a ratio is zero or more")
        precondition(minimumPerSecond >= 0 && minimumPerSecond.isFinite, "a minimum is zero or more")
        let window = min(max(window, .milliseconds(1)), .seconds(24 * 60 * 60))
        let reserve = minimumPerSecond * (window / .seconds(1))
        let clock = MonotonicClock(clock)
        account = Account(RetryWindow(ratio: ratio, reserve: reserve, window: window, start: clock.now), clock)
    }

    /// A budget of so many retries per hundred calls, and one per second besides.
    ///
    /// - Parameter percent: How many. Anything but a number from zero up is a programming error, which traps.
    public static func percent(_ percent: Double) -> RetryBudget {
        RetryBudget(ratio: percent / 100)
    }

    /// No limit: for tests, and where something else limits the retries.
    public static let unlimited = RetryBudget(nil)

    /// How many retries there could be at this moment; infinity for ``unlimited``.
    public var balance: Double { account?.balance ?? .infinity }

    /// Pays in for a call.
    @usableFromInline
    func deposit() {
        account?.calls.wrappingAdd(1, ordering: .relaxed)
    }

    /// Pays in for a call that may be hedged.
    @usableFromInline
    func depositUnlessRetried() {
        guard let account, !account.isRetried.load(ordering: .relaxed) else { return }
        account.calls.wrappingAdd(1, ordering: .relaxed)
    }

    /// Says that the calls of a ``Retry`` pay in.
    func setRetried() {
        account?.isRetried.store(true, ordering: .relaxed)
    }

    /// Takes out a retry.
    ///
    /// - Returns: What is left, or `nil` when there was none.
    func withdraw() -> Double? {
        guard let account else { return .infinity }
        return account.withdraw()
    }

    /// Puts back a retry that was taken out and not made.
    func giveBack() {
        account?.giveBack()
    }
}

/// The state of a budget, shared by its copies.
private final class Account: Sendable {
    /// Apart from the rest, since every call counts and only those that fail look.
    let calls = Atomic(0)

    /// Whether a ``Retry`` has this budget, so that a ``Hedge`` does not pay in.
    let isRetried = Atomic(false)

    private let window: Mutex<RetryWindow>
    private let clock: MonotonicClock

    init(_ window: RetryWindow, _ clock: MonotonicClock) {
        self.window = Mutex(window)
        self.clock = clock
    }

    var balance: Double {
        let now = clock.now
        return window.withLock { window in
            window.advance(to: now, calls: calls.load(ordering: .relaxed))
            return window.balance
        }
    }

    func withdraw() -> Double? {
        let now = clock.now
        return window.withLock { window in
            window.withdraw(calls: calls.load(ordering: .relaxed), at: now) ? window.balance : nil
        }
    }

    func giveBack() {
        let now = clock.now
        window.withLock { $0.giveBack(calls: calls.load(ordering: .relaxed), at: now) }
    }
}
