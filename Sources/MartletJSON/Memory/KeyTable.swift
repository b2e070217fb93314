/// A hash table that finds repeated keys in objects too large to compare each key with all others.
///
/// It holds numbers, not keys: what a number stands for (an entry of the tape, a place in the output) is the
/// caller's affair. The hash is the standard library's, which is seeded at random per process, so nobody outside
/// can construct keys that collide.
struct KeyTable {
    /// Objects with up to this many keys are checked without a table.
    static let threshold = 16

    private struct Slot {
        var hash: UInt32
        var number: UInt32
    }

    private static let free = UInt32.max

    private var slots: [Slot]
    private var count = 0

    init(minimumCapacity: Int) {
        let size = max(minimumCapacity, KeyTable.threshold) * 2
        slots = Array(repeating: Slot(hash: 0, number: KeyTable.free), count: size.roundedUpToPowerOfTwo)
    }

    /// Inserts `number` unless an equal key is in the table.
    ///
    /// - Returns: the number of the equal key, `nil` if `number` is new and has been inserted.
    mutating func insert(_ number: UInt32, hash: Int, isEqual: (UInt32) -> Bool) -> UInt32? {
        if (count + 1) * 2 > slots.count {
            grow()
        }
        let hash = UInt32(truncatingIfNeeded: hash)
        let mask = slots.count - 1
        var index = Int(hash) & mask
        while slots[index].number != KeyTable.free {
            if slots[index].hash == hash, isEqual(slots[index].number) {
                return slots[index].number
            }
            index = (index + 1) & mask
        }
        slots[index] = Slot(hash: hash, number: number)
        count += 1
        return nil
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(hash: 0, number: KeyTable.free), count: old.count * 2)
        let mask = slots.count - 1
        for slot in old where slot.number != KeyTable.free {
            var index = Int(slot.hash) & mask
            while slots[index].number != KeyTable.free {
                index = (index + 1) & mask
            }
            slots[index] = slot
        }
    }
}

extension Int {
    fileprivate var roundedUpToPowerOfTwo: Int {
        self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount)
    }
}
