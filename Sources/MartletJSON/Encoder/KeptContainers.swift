/// The keyed containers that an encoder has made, to be handed out again.
///
/// `KeyedEncodingContainer(…)` allocates a box and asks the runtime for the metadata and witnesses of types that depend
/// on the type of the keys. That was 36 % of the instructions for an object with one member and 23 % for a profile with
/// five addresses. So a container is lent to the `encode(to:)` of an object, taken back when the object is closed, and
/// lent to the next object with keys of the same type. One that somebody still has by then is theirs and isn't lent
/// again.
struct KeptContainers: ~Copyable {
    /// The number of a container that is lent.
    typealias Loan = Int32

    /// What stands for a container that isn't one of these.
    static var noLoan: Loan { -1 }

    private struct Entry: BitwiseCopyable {
        let keys: ObjectIdentifier
        /// Retained by the entry; `nil` once it is given away.
        var container: Unmanaged<KeptContainer>?
        var isLent: Bool
    }

    /// More than this aren't kept: it takes time to find one.
    private static var limit: Int { 32 }

    private var entries = Buffer<Entry>(capacity: 8)
    /// Where a new container replaces another one.
    private var next = 0
    private var isClosed = false

    deinit {
        for index in 0..<entries.count {
            entries[index].container?.release()
        }
    }

    /// Lends a container for keys of a type, if one is there.
    @inline(__always)
    mutating func lend(_ keys: ObjectIdentifier) -> (Unmanaged<KeptContainer>, Loan)? {
        var index = 0
        while index < entries.count {
            if entries[index].keys == keys, !entries[index].isLent, let container = entries[index].container {
                entries[index].isLent = true
                return (container, Loan(truncatingIfNeeded: index))
            }
            index &+= 1
        }
        return nil
    }

    /// Keeps a new container, which is lent already.
    ///
    /// - Returns: ``noLoan``, and it isn't kept, if there is no room.
    mutating func keep(_ container: KeptContainer, _ keys: ObjectIdentifier) -> Loan {
        guard !isClosed, let index = makeRoom() else { return KeptContainers.noLoan }
        let entry = Entry(keys: keys, container: .passRetained(container), isLent: true)
        if index < entries.count {
            entries[index] = entry
        } else {
            entries.append(entry)
        }
        return Loan(index)
    }

    /// Finds the entry for a new container: that of one given away, a new one, or that of one that nobody has.
    private mutating func makeRoom() -> Int? {
        for index in 0..<entries.count where entries[index].container == nil {
            return index
        }
        if entries.count < KeptContainers.limit {
            return entries.count
        }
        next = (next + 1) % KeptContainers.limit
        guard !entries[next].isLent else { return nil }
        entries[next].container?.release()
        return next
    }

    @inline(__always)
    mutating func takeBack(_ loan: Loan) {
        guard let container = entries[Int(loan)].container else { return }
        if container._withUnsafeGuaranteedRef({ $0.isUnused }) {
            entries[Int(loan)].isLent = false
        } else {
            giveAway(loan, container)
        }
    }

    /// Leaves a container to whoever has it: from now on, it is the container that keeps the state alive.
    @inline(never)
    private mutating func giveAway(_ loan: Loan, _ container: Unmanaged<KeptContainer>) {
        entries[Int(loan)].container = nil
        container.takeRetainedValue().object.retainState()
    }

    @inline(never)
    mutating func takeBackAll() {
        for index in 0..<entries.count where entries[index].isLent {
            takeBack(Loan(index))
        }
    }

    /// Lends nothing any more, as nobody would take it back.
    mutating func close() {
        takeBackAll()
        isClosed = true
        while entries.count > 0 {
            entries[entries.count - 1].container?.release()
            entries.truncate(to: entries.count - 1)
        }
    }
}
