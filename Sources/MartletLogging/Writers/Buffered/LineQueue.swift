/// Lines that wait to be written, in two pieces of memory of a fixed size: one is filled while the other is written.
///
/// The owner calls everything but ``consume(_:)`` and ``inFlight`` under its lock; those two belong to whoever writes,
/// one thread at a time. All of the state lies in raw memory that never moves, where a crash handler can read it.
struct LineQueue: ~Copyable {
    /// The state, as a crash handler sees it.
    struct State {
        var bases: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt8>)
        var starts: (Int, Int) = (0, 0)
        var ends: (Int, Int) = (0, 0)
        /// Which of the pieces is filled: 0 or 1.
        var filling: Int = 0
        /// Where a crash handler writes, if it may.
        var output: UnsafeMutablePointer<CrashOutput.Cells>?
    }

    let state: UnsafeMutablePointer<State>
    let capacity: Int

    /// How many lines wait, those that are being written not among them.
    private(set) var lines = 0

    init(capacity: Int) {
        self.capacity = capacity
        state = .allocate(capacity: 1)
        state.initialize(to: State(bases: (.allocate(capacity: capacity), .allocate(capacity: capacity))))
    }

    deinit {
        state.pointee.bases.0.deallocate()
        state.pointee.bases.1.deallocate()
        state.deallocate()
    }

    /// How many bytes wait, those that are being written not among them.
    var count: Int {
        state.pointee.filling == 0
            ? state.pointee.ends.0 - state.pointee.starts.0 : state.pointee.ends.1 - state.pointee.starts.1
    }

    private var filling: (base: UnsafeMutablePointer<UInt8>, start: Int, end: Int) {
        state.pointee.filling == 0
            ? (state.pointee.bases.0, state.pointee.starts.0, state.pointee.ends.0)
            : (state.pointee.bases.1, state.pointee.starts.1, state.pointee.ends.1)
    }

    private func setFilling(start: Int, end: Int) {
        if state.pointee.filling == 0 {
            state.pointee.starts.0 = start
            state.pointee.ends.0 = end
        } else {
            state.pointee.starts.1 = start
            state.pointee.ends.1 = end
        }
    }

    /// Appends a line, if there is room.
    mutating func append(_ line: UnsafeRawBufferPointer) -> Bool {
        guard let source = line.baseAddress else { return true }
        var (base, start, end) = filling
        if capacity - end < line.count {
            guard capacity - (end - start) >= line.count, start > 0 else { return false }
            // Room in front, where older lines were dropped. Nothing may be read meanwhile: a crash loses these lines
            // rather than to write half ones.
            setFilling(start: 0, end: 0)
            base.update(from: base + start, count: end - start)
            (start, end) = (0, end - start)
        }
        UnsafeMutableRawPointer(base + end).copyMemory(from: source, byteCount: line.count)
        setFilling(start: start, end: end + line.count)
        lines += 1
        return true
    }

    /// Drops the oldest lines until there is room for so many bytes, and an eighth of all of it.
    ///
    /// - Returns: How many lines were dropped.
    mutating func dropOldest(toFit bytes: Int) -> Int {
        let (base, start, end) = filling
        let wanted = min(max(bytes, capacity / 8), capacity)
        var dropped = 0
        var first = start
        while first < end, capacity - (end - first) < wanted {
            while first < end, base[first] != UInt8(ascii: "\n") { first += 1 }
            first = min(first + 1, end)
            dropped += 1
        }
        setFilling(start: first, end: end)
        lines -= dropped
        return dropped
    }

    /// Makes what waits the batch that is written next. The batch before must have been written.
    ///
    /// - Returns: Whether there is one.
    mutating func takeBatch() -> Bool {
        guard inFlight.isEmpty else { return true }
        guard count > 0 else { return false }
        lines = 0
        let written = 1 - state.pointee.filling
        if written == 0 {
            state.pointee.starts.0 = 0
            state.pointee.ends.0 = 0
        } else {
            state.pointee.starts.1 = 0
            state.pointee.ends.1 = 0
        }
        state.pointee.filling = written
        return true
    }
}

extension LineQueue {
    /// What is being written: only for who writes, one thread at a time.
    // Safe: the memory lives as long as the queue, whose owner lends this to one thread at a time.
    struct InFlight: @unchecked Sendable {
        let state: UnsafeMutablePointer<State>

        var bytes: UnsafeRawBufferPointer {
            let state = state.pointee
            return state.filling == 1
                ? UnsafeRawBufferPointer(start: state.bases.0 + state.starts.0, count: state.ends.0 - state.starts.0)
                : UnsafeRawBufferPointer(start: state.bases.1 + state.starts.1, count: state.ends.1 - state.starts.1)
        }

        var isEmpty: Bool { bytes.isEmpty }

        /// Takes bytes away from the start that were written or given up.
        func consume(_ count: Int) {
            let count = min(max(count, 0), bytes.count)
            if state.pointee.filling == 1 { state.pointee.starts.0 += count } else { state.pointee.starts.1 += count }
        }
    }

    /// What is being written.
    var inFlight: InFlight { InFlight(state: state) }
}
