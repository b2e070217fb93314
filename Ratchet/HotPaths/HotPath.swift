/// One thing that happens for every request, every line or every count, and whose cost must not grow unnoticed.
struct HotPath {
    /// What it is called in the file of counts.
    let name: String

    private let body: (Int) throws -> Void

    /// Makes one whose work is done by the time a function returns.
    ///
    /// - Parameters:
    ///   - name: What it is called.
    ///   - body: Does it as often as it is told.
    init(_ name: String, _ body: @escaping (Int) throws -> Void) {
        self.name = name
        self.body = body
    }

    /// Makes one that is done in a task.
    init(async name: String, _ body: @escaping @Sendable (Int) async throws -> Void) {
        self.init(name) { count in
            try CallingThreadExecutor.run { try await body(count) }
        }
    }

    /// Runs it until all that is made once has been made, then as often as it is counted.
    func run(count: Int) throws {
        try body(300)
        try counted(count)
    }

    /// The only function whose instructions are counted. Its name is known to `scripts/ratchet.py`.
    @inline(never)
    private func counted(_ count: Int) throws {
        try body(count)
    }
}

/// Keeps the optimizer from leaving out the work whose result this is.
@inline(never)
func keep<Value: ~Copyable>(_ value: borrowing Value) {}

/// That a path did something else than what is to be counted.
struct WrongAnswer: Error {
    init() {}
}
