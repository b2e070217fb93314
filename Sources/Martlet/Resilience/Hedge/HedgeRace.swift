/// The attempts of one hedged call, as a value: which of them are under way, and which error counts.
@usableFromInline
struct HedgeRace {
    private let maximumAttempts: Int
    private var started = 1
    private var running = 1
    /// Set when the first attempt has failed in a way that another one may not.
    private var firstError: (any Error)?

    @usableFromInline
    init(maximumAttempts: Int) {
        self.maximumAttempts = maximumAttempts
    }

    /// Whether one more attempt could help: the first one is still under way.
    @usableFromInline
    var mayHedge: Bool { started < maximumAttempts && firstError == nil }

    /// Begins one more attempt.
    ///
    /// - Returns: Its number.
    @usableFromInline
    mutating func hedge() -> Int {
        started += 1
        running += 1
        return started
    }

    /// An attempt has failed.
    ///
    /// - Returns: The error of the call, or `nil` when another attempt may still succeed.
    @usableFromInline
    mutating func attemptFailed(_ attempt: Int, _ error: any Error) -> (any Error)? {
        running -= 1
        if attempt == 1 {
            // What the first attempt says is what the call would have got without this layer.
            guard running > 0, Self.mayPass(error) else { return error }
            firstError = error
        }
        return running > 0 ? nil : firstError ?? error
    }

    private static func mayPass(_ error: any Error) -> Bool {
        let status = Status(error)
        return !(error is CancellationError) && (status.isRetryable || status.ranOutOfTime)
    }
}
