import Synchronization

/// Closes what is made for instances: the connections of one that has left, when its calls have ended, and all of them
/// at shutdown. ``Discovery`` runs it.
final class Cleanup: Sendable {
    typealias Close = @Sendable () async -> Void

    private struct State {
        var lastNumber = 0
        /// What is open, and the way to close it.
        var open: [Int: Close] = [:]
        /// What is to be closed.
        var due: [Close] = []
        var wakeUp: AsyncStream<Void>.Continuation?
        var owners: [Int: @Sendable () -> Void] = [:]
        var isFinishing = false

        var isOver: Bool { isFinishing && open.isEmpty && due.isEmpty }

        mutating func nextNumber() -> Int {
            lastNumber += 1
            return lastNumber
        }
    }

    private let state = Mutex(State())

    /// Whether everything is being closed, so that nothing may be opened any more.
    var isFinishing: Bool { state.withLock { $0.isFinishing } }

    /// Takes in something that is open.
    ///
    /// - Returns: Its number; `nil` when all is being closed, so that nothing may be opened any more.
    func opened(_ close: @escaping Close) -> Int? {
        state.withLock { state in
            guard !state.isFinishing else { return nil }
            let number = state.nextNumber()
            state.open[number] = close
            return number
        }
    }

    /// Has something closed, now that nobody uses it. Only the first time counts.
    func close(_ number: Int) {
        change { state in
            if let close = state.open.removeValue(forKey: number) { state.due.append(close) }
        }
    }

    /// Has something closed at once that was never taken in.
    func close(_ close: @escaping Close) {
        change { $0.due.append(close) }
    }

    /// Takes in who has opened things, and closes them on request as they fall out of use.
    ///
    /// - Parameter closeAll: Is called once, at shutdown.
    /// - Returns: A number to leave by.
    func join(_ closeAll: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            let number = state.nextNumber()
            state.owners[number] = closeAll
            return number
        }
    }

    /// Forgets who has joined.
    func leave(_ number: Int) {
        state.withLock { $0.owners[number] = nil }
    }

    /// Has everything closed, each as soon as nobody uses it; then ``run()`` ends.
    func finish() {
        let owners = state.withLock { state in
            state.isFinishing = true
            defer { state.owners = [:] }
            return state.owners.values
        }
        for closeAll in owners { closeAll() }
        change { _ in }
    }

    /// Closes what is due, until all is closed. When the task is cancelled, the rest is closed at once, used or not.
    func run() async {
        let (wakeUps, wakeUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        change { $0.wakeUp = wakeUp }
        await withDiscardingTaskGroup { group in
            for await _ in wakeUps {
                let (due, isOver) = state.withLock { state in
                    defer { state.due = [] }
                    return (state.due, state.isFinishing && state.open.isEmpty)
                }
                for close in due { group.addTask { await close() } }
                if isOver { break }
            }
            for close in takeAll() { group.addTask { await close() } }
        }
    }

    private func takeAll() -> [Close] {
        state.withLock { state in
            state.isFinishing = true
            state.wakeUp = nil
            defer { (state.open, state.due) = ([:], []) }
            return state.due + state.open.values
        }
    }

    private func change(_ change: (inout sending State) -> Void) {
        let wakeUp = state.withLock { state in
            change(&state)
            return state.wakeUp
        }
        wakeUp?.yield()
    }
}
