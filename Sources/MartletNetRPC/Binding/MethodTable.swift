import Martlet

/// Finds methods by the bytes of their names, without making a text of them.
final class MethodTable: Sendable {
    private struct Slot: Sendable {
        let hash: UInt64
        let handler: any MethodHandler
    }

    /// A power of two of places, half of them free; a method is at the place of its hash or at the next free one.
    private let slots: [Slot?]
    private let services: Set<String>

    /// Makes a table.
    ///
    /// - Throws: ``NetRPCMethodError`` when a name is not well formed, or there twice.
    init(_ methods: NetRPCMethods, errorHandler: any ErrorHandler) throws {
        var slots: [Slot?] = [nil, nil]
        while slots.count < methods.methods.count * 2 { slots += slots }
        var names: Set<String> = []
        var services: Set<String> = []
        for method in methods.methods {
            guard let dot = method.name.lastIndex(of: "."), dot > method.name.startIndex,
                dot < method.name.index(before: method.name.endIndex)
            else { throw NetRPCMethodError("\"\(method.name)\" is not a service and a method, as in Add.Sum") }
            guard names.insert(method.name).inserted else {
                throw NetRPCMethodError("\"\(method.name)\" is bound twice")
            }
            services.insert(String(method.name[..<dot]))
            let hash = Array(method.name.utf8).withUnsafeBytes { Self.hash($0) }
            var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[index] != nil { index = (index + 1) & (slots.count - 1) }
            slots[index] = Slot(hash: hash, handler: method.makeHandler(method.hooks, errorHandler))
        }
        self.slots = slots
        self.services = services
    }

    /// The method of a name.
    @inline(__always)
    func find(_ name: UnsafeRawBufferPointer) -> (any MethodHandler)? {
        let hash = Self.hash(name)
        var index = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
        while let slot = slots[index] {
            if slot.hash == hash, slot.handler.nameBytes.elementsEqual(name) { return slot.handler }
            index = (index &+ 1) & (slots.count &- 1)
        }
        return nil
    }

    /// Why there is no method of a name, in Go's words.
    func refusal(of name: String) -> String {
        guard let dot = name.lastIndex(of: ".") else { return GoError.illFormed + name }
        return (services.contains(String(name[..<dot])) ? GoError.noMethod : GoError.noService) + name
    }

    /// FNV-1a. The table is fixed and half empty, so names made to collide cost a few comparisons at most.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash ^ hash >> 32
    }
}

/// A table of methods that cannot be served.
public struct NetRPCMethodError: Error, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
