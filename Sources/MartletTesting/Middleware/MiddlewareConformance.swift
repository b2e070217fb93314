public import Martlet

/// Checks that a middleware does what every chain relies on.
///
/// Call it from a test of your own, with whatever test library:
///
/// ```swift
/// @Test func conforms() async throws {
///     try await MiddlewareConformance.check { Timing(report: { _, _ in }) }
/// }
/// ```
///
/// Each check makes a new middleware, wraps an endpoint of its own in it and calls that. Make the middleware so that it
/// has no reason to act: limits that are not reached, no delay between retries. What a middleware does on purpose is left out
/// by name:
///
/// ```swift
/// try await MiddlewareConformance.check(except: [.passesErrors]) { Fallback() }
/// ```
public enum MiddlewareConformance {
    /// One check, by its name.
    public struct Check: Hashable, Sendable, CaseIterable, CustomStringConvertible {
        /// The name of the check.
        public let description: String

        /// Request and response arrive as they were sent, and so does the name of the endpoint.
        public static let passesRequestAndResponse = Check(description: "passesRequestAndResponse")

        /// A call that succeeds at once calls `next` exactly once. Leave it out for middleware that hedges or caches.
        public static let callsNextOnce = Check(description: "callsNextOnce")

        /// An error of `next` reaches the caller with the same code. Leave it out for fallbacks.
        public static let passesErrors = Check(description: "passesErrors")

        /// Cancelling the call cancels `next`, and the caller gets an error with the code `cancelled`.
        public static let passesCancellation = Check(description: "passesCancellation")

        /// Many calls at the same time get their own responses.
        public static let keepsCallsApart = Check(description: "keepsCallsApart")

        /// A second call reaches `next` while the first is suspended there. Leave it out for middleware that lets one
        /// call in at a time.
        public static let runsSideBySide = Check(description: "runsSideBySide")

        /// Requests and responses without content pass.
        public static let passesEmpty = Check(description: "passesEmpty")

        /// A stream reaches the caller unread and running, ends as its producer does, and ends when the caller drops it.
        public static let passesStreams = Check(description: "passesStreams")

        /// Task-locals of the caller, among them `RequestContext.current`, are visible to `next`.
        public static let keepsTaskLocals = Check(description: "keepsTaskLocals")

        /// All checks, in the order in which they run.
        public static let allCases: [Check] = [
            passesRequestAndResponse, callsNextOnce, passesErrors, passesCancellation, keepsCallsApart, runsSideBySide,
            passesEmpty, passesStreams, keepsTaskLocals,
        ]
    }

    /// Runs the checks one after the other.
    ///
    /// - Parameters:
    ///   - exceptions: Checks to leave out.
    ///   - timeLimit: After how long a check that does not end counts as failed. Nothing waits for it otherwise.
    ///   - clock: The clock for the limit.
    ///   - makeMiddleware: Makes the middleware; called once for each check.
    /// - Throws: ``ConformanceFailure`` that lists every check that failed; `CancellationError` when the test is cancelled.
    public static func check<Layer: Middleware>(
        except exceptions: Set<Check> = [],
        timeLimit: Duration = .seconds(10),
        clock: some Clock<Duration> = ContinuousClock(),
        _ makeMiddleware: @Sendable () -> Layer
    ) async throws {
        let checks = Check.allCases.filter { !exceptions.contains($0) }
        try await ConformanceRun(timeLimit: timeLimit, clock: clock).run(
            checks.map { check in
                // Made before the check begins, as its caller makes it.
                let middleware = makeMiddleware()
                return (check.description, { try await run(check, middleware) })
            },
            of: String(describing: Layer.self)
        )
    }

    private static func run(_ check: Check, _ middleware: some Middleware) async throws {
        switch check {
        case .passesRequestAndResponse: try await checkRequestAndResponse(middleware)
        case .callsNextOnce: try await checkCallsNextOnce(middleware)
        case .passesErrors: try await checkErrors(middleware)
        case .passesCancellation: try await checkCancellation(middleware)
        case .keepsCallsApart: try await checkCallsApart(middleware)
        case .runsSideBySide: try await checkSideBySide(middleware)
        case .passesEmpty: try await checkEmpty(middleware)
        case .passesStreams: try await checkStreams(middleware)
        case .keepsTaskLocals: try await checkTaskLocals(middleware)
        default: throw Problem("there is no check of this name")
        }
    }
}

extension MiddlewareConformance {
    typealias Problem = ConformanceProblem

    static func require(_ condition: Bool, _ problem: @autoclosure () -> String) throws(Problem) {
        try Problem.require(condition, problem())
    }
}
