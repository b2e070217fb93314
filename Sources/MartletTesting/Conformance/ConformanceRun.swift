/// Runs the checks of a suite one after the other, each within a time limit.
struct ConformanceRun<Time: Clock> where Time.Duration == Duration {
    /// One check: its name, and what throws a ``ConformanceProblem`` when it does not hold.
    typealias Check = (name: String, body: @Sendable () async throws -> Void)

    let timeLimit: Duration
    let clock: Time

    /// Runs the checks.
    ///
    /// - Throws: ``ConformanceFailure`` that lists every check that failed; `CancellationError` when the test is cancelled.
    func run(_ checks: [Check], of subject: String) async throws {
        var problems: [ConformanceFailure.Problem] = []
        for check in checks {
            let reason = await firstProblem(of: check.body)
            try Task.checkCancellation()
            if let reason { problems.append(.init(check: check.name, reason: reason)) }
        }
        guard problems.isEmpty else {
            throw ConformanceFailure(subject: subject, checkCount: checks.count, problems: problems)
        }
    }

    /// Runs a check that may hang; `nil` when it found nothing.
    private func firstProblem(of body: @escaping @Sendable () async throws -> Void) async -> String? {
        let (reports, report) = AsyncStream.makeStream(of: String?.self)
        // unstructured: what hangs may not listen to cancellation; it is given up, since the report matters more.
        let worker = Task {
            do {
                try await body()
                report.yield(nil)
            } catch let problem as ConformanceProblem {
                report.yield(problem.description)
            } catch {
                report.yield("the call threw: \(error)")
            }
        }
        // unstructured: ends with the worker, which no group may wait for.
        let timer = Task { [timeLimit, clock] in
            guard (try? await clock.sleep(for: timeLimit)) != nil else { return }
            report.yield("did not end within \(timeLimit)")
        }
        defer {
            worker.cancel()
            timer.cancel()
        }
        for await problem in reports { return problem }
        return "the task of the test was cancelled"
    }
}
