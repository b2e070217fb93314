import Martlet

/// Finds methods by their names.
final class MethodTable: Sendable {
    private struct Slot: Sendable {
        let hash: UInt64
        let handler: any MethodHandler
    }

    /// A power of two of places, half of them free; a method is at the place of its hash or at the next free one.
    private let slots: [Slot?]

    /// Makes a table.
    ///
    /// - Throws: ``ThriftBindingError`` when a name is empty, or there twice.
    init(_ bindings: ThriftBindings, errorHandler: any ErrorHandler) throws {
        var slots: [Slot?] = [nil, nil]
        while slots.count < bindings.bindings.count * 2 { slots += slots }
        var names: Set<String> = []
        for binding in bindings.bindings {
            guard !binding.name.isEmpty else { throw ThriftBindingError("a method has no name") }
            guard names.insert(binding.name).inserted else {
                throw ThriftBindingError("\"\(binding.name)\" is bound twice")
            }
            let hash = Self.hash(binding.name)
            var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[index] != nil { index = (index + 1) & (slots.count - 1) }
            slots[index] = Slot(hash: hash, handler: binding.makeHandler(binding, errorHandler))
        }
        self.slots = slots
    }

    /// The method of a name.
    @inline(__always)
    func find(_ name: String) -> (any MethodHandler)? {
        let hash = Self.hash(name)
        var index = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
        while let slot = slots[index] {
            if slot.hash == hash, slot.handler.nameBytes.elementsEqual(name.utf8) { return slot.handler }
            index = (index &+ 1) & (slots.count &- 1)
        }
        return nil
    }

    /// FNV-1a. The table is fixed and half empty, so names made to collide cost a few comparisons at most.
    private static func hash(_ name: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash ^ hash >> 32
    }
}

/// Bindings that cannot be served.
public struct ThriftBindingError: Error, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
