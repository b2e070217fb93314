/// The types that a stream has defined so far.
final class WireTypes {
    private let limits: GobLimits
    private var types: [Int: WireType] = [:]
    /// Ids are given in order, so most are found without a hash.
    @exclusivity(unchecked) private var dense: [WireType?] = []
    private var byteCount = 0

    /// The first id that is kept in the array, and how many are. Go 1.27 begins one lower than those before.
    private static var firstDense: Int { WireID.firstDefined - 1 }
    private static var denseCount: Int { 512 }

    init(limits: GobLimits) {
        self.limits = limits
        for (index, kind) in WireKind.basic.enumerated() {
            types[index + 1] = WireType(kind, name: kind.name)
        }
    }

    @inline(__always)
    func type(_ id: Int) throws(GobError) -> WireType {
        let index = id &- Self.firstDense
        if index >= 0, index < dense.count, let type = dense[index] { return type }
        return try rareType(id)
    }

    @inline(never)
    private func rareType(_ id: Int) throws(GobError) -> WireType {
        guard let type = types[id] else {
            throw GobError(kind: .malformed, message: "the stream uses type \(id) without having defined it")
        }
        return type
    }

    /// Reads a definition, which is all that is left of a message or a part of a value.
    ///
    /// - Parameter wasRead: Whether it was read before, in a value of which more has arrived now.
    func define(
        _ id: Int,
        _ bytes: Span<UInt8>,
        at position: inout Int,
        wasRead: Bool = false
    ) throws(GobError) {
        let start = position
        if wasRead, types[id] != nil {
            _ = try DefinitionReader.read(bytes, at: &position)
            return
        }
        guard id >= Self.firstDense else { throw .malformed("type \(id) is one of Go's own", at: start) }
        guard types[id] == nil else { throw .malformed("type \(id) is defined twice", at: start) }
        guard types.count - WireKind.basic.count < limits.typeCount else {
            throw .limit("the stream defines more than \(limits.typeCount) types")
        }
        // Counts are checked against the bytes that there are: so no definition makes room for more than it may have.
        let allowed = min(bytes.count, start + limits.definitionByteCount - byteCount)
        let type: WireType
        do {
            type = try DefinitionReader.read(bytes.extracting(0..<allowed), at: &position)
        } catch {
            guard allowed < bytes.count else { throw error }
            throw .limit("the stream's definitions of types take more than \(limits.definitionByteCount) bytes")
        }
        byteCount += position - start
        types[id] = type
        let index = id - Self.firstDense
        guard index >= 0, index < Self.denseCount else { return }
        while dense.count <= index { dense.append(nil) }
        dense[index] = type
    }
}
