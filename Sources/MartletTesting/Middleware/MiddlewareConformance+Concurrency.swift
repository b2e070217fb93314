import Martlet
import Synchronization

/// The checks of calls that run at the same time or are cancelled.
extension MiddlewareConformance {
    static func checkCancellation(_ middleware: some Middleware) async throws {
        let reached = Gate()
        let never = Gate()
        let cancelled = Atomic(false)
        let endpoint = Endpoint("probe") { (request: Int) in
            reached.open()
            do {
                try await never.waitUnlessCancelled()
            } catch {
                cancelled.store(true, ordering: .relaxed)
                throw error
            }
            return request
        }
        .with(middleware)
        // unstructured: it is cancelled while this task goes on; its result is awaited below.
        let call = Task {
            defer { reached.open() }
            return try await endpoint(1)
        }
        // A check that is given up lets go of everything that hangs on its gates.
        let result = await withTaskCancellationHandler {
            await reached.wait()
            call.cancel()
            return await call.result
        } onCancel: {
            call.cancel()
            never.open()
        }
        switch result {
        case .success:
            throw Problem("the call was cancelled, and the caller got a response")
        case .failure(let error):
            let code = Status(error).code
            try require(code == .cancelled, "the call was cancelled, the caller got \(code)")
        }
        let wasCancelled = cancelled.load(ordering: .relaxed)
        try require(wasCancelled, "the call was cancelled, and next did not notice")
    }

    static func checkCallsApart(_ middleware: some Middleware) async throws {
        let endpoint = Endpoint("probe") { (request: Int) in
            await Task.yield()
            return request * 2
        }
        .with(middleware)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for request in 0..<64 {
                group.addTask {
                    let response = try await endpoint(request)
                    try require(
                        response == request * 2,
                        "of 64 calls at the same time, one that should get \(request * 2) got \(response)"
                    )
                }
            }
            try await group.waitForAll()
        }
    }

    static func checkSideBySide(_ middleware: some Middleware) async throws {
        let firstReached = Gate()
        let secondReached = Gate()
        let endpoint = Endpoint("probe") { (request: Int) in
            if request == 1 {
                firstReached.open()
                await secondReached.wait()
            } else {
                secondReached.open()
            }
            return request
        }
        .with(middleware)
        // The first call waits in `next` for the second; whatever becomes of the second, the first goes on.
        try await withTaskCancellationHandler {
            async let first = {
                defer { firstReached.open() }
                return try await endpoint(1)
            }()
            await firstReached.wait()
            defer { secondReached.open() }
            let second = try await endpoint(2)
            secondReached.open()
            let responses = try await [first, second]
            try require(responses == [1, 2], "the calls 1 and 2 got the responses \(responses)")
        } onCancel: {
            firstReached.open()
            secondReached.open()
        }
    }
}
