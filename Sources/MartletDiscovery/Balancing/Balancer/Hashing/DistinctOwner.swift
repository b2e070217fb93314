/// Walks a circle of slots, each owned by an instance, to the n-th different owner: where an n-th attempt goes.
struct DistinctOwner {
    /// More attempts begin again with the first owner.
    static let mostAttempts = 8
    /// So far it walks; an instance of much more weight than the others can own all of that.
    private static let mostSteps = 256

    /// The owner for an attempt.
    ///
    /// - Parameters:
    ///   - attempt: 1, 2 and so on.
    ///   - start: Where the key points to.
    ///   - owners: The owner of each slot, at least one slot.
    ///   - count: How many owners there are; each is below it.
    static func find(attempt: Int, from start: Int, in owners: [UInt32], count: Int) -> Int {
        let first = owners[start]
        let wanted = max(0, attempt - 1) % min(mostAttempts, count)
        guard wanted > 0 else { return Int(first) }
        var seen = InlineArray<8, UInt32>(repeating: first)
        var found = 1
        var slot = start
        for _ in 0..<min(owners.count, mostSteps) {
            slot += 1
            if slot == owners.count { slot = 0 }
            let owner = owners[slot]
            guard !contains(seen, owner, count: found) else { continue }
            if found == wanted { return Int(owner) }
            seen[found] = owner
            found += 1
        }
        // Nobody else near: the next ones in the order of ids, which all clients agree on, too.
        var owner = first
        while true {
            owner = (owner + 1) % UInt32(count)
            guard !contains(seen, owner, count: found) else { continue }
            if found == wanted { return Int(owner) }
            seen[found] = owner
            found += 1
        }
    }

    private static func contains(_ seen: borrowing InlineArray<8, UInt32>, _ owner: UInt32, count: Int) -> Bool {
        for index in 0..<count where seen[index] == owner { return true }
        return false
    }
}
