import MartletTesting

@testable import Martlet

/// An endpoint whose attempts end when the test says so. Its response is the number of the attempt, as the context has
/// it.
final class HedgeProbe: Sendable {
    private struct Attempt {
        let begun = Gate()
        let end = Gate()
    }

    /// What attempts began, were cancelled and ended.
    let log = EventLog()

    private let attempts: [Attempt]
    private let errors: [Int: any Error]

    /// - Parameter errors: What attempts throw when they end.
    init(_ errors: [Int: any Error] = [:]) {
        self.errors = errors
        attempts = (0..<8).map { _ in Attempt() }
    }

    func endpoint(isIdempotent: Bool = true) -> Endpoint<Empty, Int> {
        Endpoint(remote: "probe", isIdempotent: isIdempotent) { _ in
            let number = RequestContext.current.attempt
            try await self.attempt(number)
            return number
        }
    }

    func attempt(_ number: Int) async throws {
        log.append("begin \(number)")
        attempts[number].begun.open()
        do {
            try await attempts[number].end.waitUnlessCancelled()
        } catch {
            log.append("cancel \(number)")
            throw error
        }
        log.append("end \(number)")
        if let error = errors[number] { throw error }
    }

    /// Waits until an attempt has begun.
    func begun(_ number: Int) async {
        await attempts[number].begun.wait()
    }

    /// Lets an attempt end, now or when it begins.
    func end(_ number: Int) {
        attempts[number].end.open()
    }
}
