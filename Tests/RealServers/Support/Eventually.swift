import Dispatch

/// What `eventually` throws when its time is over.
package struct NotYet: Error, CustomStringConvertible {
    /// What was waited for, for how long, and what was seen instead.
    package let description: String
}

/// Asks again and again until the answer is there: **the one place where tests wait for foreign processes**.
///
/// A collector takes what it was sent when it pleases and tells nobody, so there is no event to await and no clock to
/// move; asking until a deadline is the right way there, and only there. For our own code use `ManualClock`.
///
/// ```swift
/// let rows = try await eventually("the point is stored") {
///     let rows = try await database.query("SELECT * FROM requests")
///     return rows.isEmpty ? nil : rows
/// }
/// ```
///
/// An error that the closure throws means "not yet", as a server that is starting refuses connections; the last one is
/// in the error at the end. So don't use `#require` or `#expect` in it: return the value and check it afterwards.
///
/// - Parameters:
///   - what: What is waited for, as a statement: it goes into the error.
///   - limit: For how long to ask.
///   - pause: The time between two questions.
///   - answer: The question; `nil` means "not yet". It must be bounded in time by itself, as all helpers here are.
/// - Throws: `NotYet` when the time is over, and `CancellationError` when the task is cancelled.
package func eventually<Answer>(
    _ what: String,
    within limit: Duration = .seconds(15),
    every pause: Duration = .milliseconds(25),
    _ answer: () async throws -> Answer?
) async throws -> Answer {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    var last = "no answer"
    while true {
        try Task.checkCancellation()
        do {
            if let answer = try await answer() { return answer }
            last = "not yet so"
        } catch let error as CancellationError {
            throw error
        } catch {
            last = "\(error)"
        }
        guard clock.now < deadline else { break }
        await pauseOffPool(pause)
    }
    throw NotYet(description: "After \(limit) still waiting until \(what). Last: \(last)")
}

/// Asks again and again until it is so.
///
/// ```swift
/// try await eventually("the collector has all of them") { try await collector.spans().count == 10 }
/// ```
///
/// - Parameters:
///   - what: What is waited for, as a statement: it goes into the error.
///   - limit: For how long to ask.
///   - pause: The time between two questions.
///   - isSo: The question; an error means "not yet".
/// - Throws: `NotYet` when the time is over, and `CancellationError` when the task is cancelled.
package func eventually(
    _ what: String,
    within limit: Duration = .seconds(15),
    every pause: Duration = .milliseconds(25),
    _ isSo: () async throws -> Bool
) async throws {
    let _: Bool = try await eventually(what, within: limit, every: pause) { try await isSo() ? true : nil }
}

/// Resumes after some milliseconds. Not cancellable: it is short, and the caller checks after it.
private func pauseOffPool(_ pause: Duration) async {
    await withCheckedContinuation { continuation in
        DispatchQueue.global().asyncAfter(deadline: .now() + pause.seconds) { continuation.resume() }
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
