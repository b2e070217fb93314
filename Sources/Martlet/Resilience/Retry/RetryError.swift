/// What ``Retry`` throws after more than one attempt: the error that ended the call, and every error before it.
///
/// To layers and transports it is what ended the call: ``status`` has the code, the message, the details and the hint
/// of ``final``. A call that failed at its first attempt throws the error of that attempt as it is, unless a
/// ``Retry/Condition`` has replaced it.
///
/// ```swift
/// do {
///     profile = try await profiles.get(id)
/// } catch let error as RetryError {
///     logger.warning("gave up", metadata: ["attempts": "\(error.attempts.count)", "error": "\(error)"])
/// }
/// ```
public struct RetryError: Error, StatusConvertible, CustomStringConvertible {
    /// What each attempt threw, in order.
    public let attempts: [any Error]

    /// What ended the call: the error of the last attempt, what a condition has put in its place, or the cancellation
    /// or the deadline that ended the wait for the next attempt.
    public let final: any Error

    /// The status of ``final``. Its ``Status/delivery`` says that the request was not processed only if that is certain
    /// of every attempt.
    public let status: Status

    /// The errors of the attempts before the one that ``final`` stands for.
    private let previous: ArraySlice<any Error>

    /// - Parameters:
    ///   - attempts: What each attempt threw, in order.
    ///   - final: What ended the call.
    ///   - isBetweenAttempts: Whether it ended after the last of these attempts and not by it.
    ///   - mayBeProcessed: Whether there was an attempt beside these that the peer has seen.
    init(attempts: [any Error], final: any Error, isBetweenAttempts: Bool = false, mayBeProcessed: Bool = false) {
        self.attempts = attempts
        self.final = final
        previous = isBetweenAttempts ? attempts[...] : attempts.dropLast()
        // The deadline has been looked at by whoever chose the final error: an empty context has none.
        var status = Status(final, in: RequestContext())
        status.delivery = mayBeProcessed ? .unknown : Self.delivery(of: attempts)
        // Whoever reads the status of this error finds the error itself behind it.
        status.underlying = nil
        self.status = status
    }

    private static func delivery(of attempts: [any Error]) -> Status.Delivery {
        let deliveries = attempts.map { Status($0).delivery }
        guard deliveries.allSatisfy(\.isUnprocessed) else { return .unknown }
        return deliveries.allSatisfy { $0 == .rejected } ? .rejected : .unprocessed
    }

    /// The final error and those before it: `unavailable: down (previously: unavailable: down; aborted: busy)`, each with
    /// the instance that it came from, where that is known: `unavailable: down at 10.0.0.5:8080`. It is for logs.
    public var description: String {
        guard !previous.isEmpty else { return Self.text(final) }
        return "\(Self.text(final)) (previously: \(previous.map(Self.text).joined(separator: "; ")))"
    }

    private static func text(_ error: any Error) -> String {
        guard let instance = (error as? Status)?.instance else { return "\(error)" }
        return "\(error) at \(instance)"
    }
}
