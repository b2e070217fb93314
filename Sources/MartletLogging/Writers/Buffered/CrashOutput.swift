/// How a crash handler writes the lines that are left: a descriptor and how lines are parted, in memory that never
/// moves.
///
/// A handler of signals may take no lock and no memory, and reads nothing but such cells.
public final class CrashOutput: Sendable {
    /// How lines are parted on the wire.
    enum Framing: Int32, Sendable {
        /// As they are: with newlines.
        case stream = 0
        /// One a call, without its newline: datagrams.
        case datagrams = 1
    }

    struct Cells {
        var descriptor: Int32
        var framing: Int32
    }

    // Safe: the memory lives as long as the object; both fields are aligned words, which are written and read in one
    // go, by the writer's thread and by a crash handler, which can do no better than to take what stands there.
    nonisolated(unsafe) let cells: UnsafeMutablePointer<Cells>

    init(descriptor: Int32 = -1, framing: Framing = .stream) {
        cells = .allocate(capacity: 1)
        cells.initialize(to: Cells(descriptor: descriptor, framing: framing.rawValue))
    }

    /// Makes an output.
    ///
    /// - Parameter descriptor: An open descriptor.
    public convenience init(descriptor: Int32) {
        self.init(descriptor: descriptor, framing: .stream)
    }

    deinit {
        cells.deallocate()
    }

    var descriptor: Int32 {
        get { cells.pointee.descriptor }
        set { cells.pointee.descriptor = newValue }
    }
}
