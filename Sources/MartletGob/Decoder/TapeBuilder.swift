/// Walks once over a message and writes down where its values are. What it has accepted can be read without looking for
/// the ends of anything.
struct TapeBuilder {
    let types: WireTypes
    let maximumDepth: Int

    /// Where one message of the value ends and the next one begins, see ``JoinedMessages``.
    let boundaries: [Int]

    /// Whether the value goes on in a message that is not there yet.
    private(set) var isIncomplete = false

    /// Reads a value that makes up the rest of a message.
    mutating func readWhole(
        _ type: WireType,
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ tape: inout Buffer<TapeEntry>
    ) throws(GobError) {
        var position = start
        guard bytes.count <= Int(Int32.max) else { throw .limit("a message of more than 2 GiB") }
        try readTop(type, bytes, &position, &tape, 0)
        guard position == bytes.count else {
            throw .malformed("\(bytes.count - position) bytes follow the value", at: position)
        }
    }

    /// Reads a value with what precedes those that are no structs: the number of a field, which is zero.
    private mutating func readTop(
        _ type: WireType,
        _ bytes: Span<UInt8>,
        _ position: inout Int,
        _ tape: inout Buffer<TapeEntry>,
        _ depth: Int
    ) throws(GobError) {
        if type.kind != .structure {
            let start = position
            guard try bytes.readUnsigned(at: &position) == 0 else {
                throw .malformed("a single value with a field number", at: start)
            }
        }
        try read(type, field: 0, bytes, &position, &tape, depth)
    }

    private mutating func read(
        _ type: WireType,
        field: Int,
        _ bytes: Span<UInt8>,
        _ position: inout Int,
        _ tape: inout Buffer<TapeEntry>,
        _ depth: Int
    ) throws(GobError) {
        let index = tape.count
        tape.append(
            TapeEntry(
                type: .passUnretained(type),
                field: Int32(truncatingIfNeeded: field),
                next: 0,
                start: UInt32(truncatingIfNeeded: position),
                end: 0,
                count: 0,
                cursor: 0,
                nextEntry: Int32(truncatingIfNeeded: index &+ 1)
            )
        )
        switch type.kind {
        case .bool, .int, .uint, .float:
            _ = try bytes.readUnsigned(at: &position)
        case .complex:
            _ = try bytes.readUnsigned(at: &position)
            _ = try bytes.readUnsigned(at: &position)
        case .string, .bytes, .opaque:
            let count = try bytes.readCount(at: &position)
            tape[index].start = UInt32(truncatingIfNeeded: position)
            position &+= count
        case .structure:
            try readFields(type, bytes, &position, &tape, depth)
        case .slice, .array:
            try readElements(type, at: index, bytes, &position, &tape, depth)
        case .map:
            try readMembers(type, at: index, bytes, &position, &tape, depth)
        case .interface:
            try readInterface(at: index, bytes, &position, &tape, depth)
        }
        tape[index].end = UInt32(truncatingIfNeeded: position)
        tape[index].next = Int32(truncatingIfNeeded: tape.count)
    }

    private mutating func readFields(
        _ type: WireType,
        _ bytes: Span<UInt8>,
        _ position: inout Int,
        _ tape: inout Buffer<TapeEntry>,
        _ depth: Int
    ) throws(GobError) {
        try check(depth)
        try type.resolve(in: types)
        var walk = FieldWalk()
        while let field = try walk.next(bytes, &position) {
            guard field < type.fieldTypes.count else {
                throw .malformed("a field of number \(field) where there are \(type.fieldTypes.count)", at: position)
            }
            // The table of types keeps it.
            let part = type.fieldTypes[field]._withUnsafeGuaranteedRef { $0 }
            try read(part, field: field, bytes, &position, &tape, depth &+ 1)
        }
    }

    private mutating func readElements(
        _ type: WireType,
        at index: Int,
        _ bytes: Span<UInt8>,
        _ position: inout Int,
        _ tape: inout Buffer<TapeEntry>,
        _ depth: Int
    ) throws(GobError) {
        try check(depth)
        try type.resolve(in: types)
        let start = position
        let count = try bytes.readCount(at: &position)
        guard type.kind == .slice || count == type.length else {
            throw .malformed("an array of \(count) elements where the type has \(type.length)", at: start)
        }
        tape[index].start = UInt32(truncatingIfNeeded: position)
        tape[index].count = Int32(truncatingIfNeeded: count)
        let element = type.element
        switch element.kind {
        case .bool, .int, .uint, .float:
            for _ in 0..<count { _ = try bytes.readUnsigned(at: &position) }
        case .complex:
            for _ in 0..<count {
                _ = try bytes.readUnsigned(at: &position)
                _ = try bytes.readUnsigned(at: &position)
            }
        case .string, .bytes, .opaque:
            for _ in 0..<count {
                let length = try bytes.readCount(at: &position)
                position &+= length
            }
        default:
            for _ in 0..<count { try read(element, field: 0, bytes, &position, &tape, depth &+ 1) }
        }
    }

    private mutating func readMembers(
        _ type: WireType,
        at index: Int,
        _ bytes: Span<UInt8>,
        _ position: inout Int,
        _ tape: inout Buffer<TapeEntry>,
        _ depth: Int
    ) throws(GobError) {
        try check(depth)
        try type.resolve(in: types)
        let count = try bytes.readCount(unit: 2, at: &position)
        tape[index].count = Int32(truncatingIfNeeded: count)
        for _ in 0..<count {
            try read(type.key, field: 0, bytes, &position, &tape, depth &+ 1)
            try read(type.element, field: 0, bytes, &position, &tape, depth &+ 1)
        }
    }

    /// The name of a type, which is empty for nil; maybe definitions; its id; the length of the value, and the value.
    private mutating func readInterface(
        at index: Int,
        _ bytes: Span<UInt8>,
        _ position: inout Int,
        _ tape: inout Buffer<TapeEntry>,
        _ depth: Int
    ) throws(GobError) {
        try check(depth)
        let nameByteCount = try bytes.readCount(at: &position)
        guard nameByteCount <= 1024 else { throw .malformed("a name of \(nameByteCount) bytes", at: position) }
        tape[index].start = UInt32(truncatingIfNeeded: position)
        tape[index].count = Int32(truncatingIfNeeded: nameByteCount)
        guard nameByteCount > 0 else { return }
        position &+= nameByteCount
        var id = try bytes.readSigned(at: &position)
        while id < 0 {
            guard id > Int64(Int32.min) else { throw .malformed("a type id of more than 31 bits", at: position) }
            try types.define(Int(-id), bytes, at: &position, wasRead: position < (boundaries.last ?? 0))
            guard position < bytes.count else {
                isIncomplete = true
                throw .truncated(at: position)
            }
            // The length of what follows, another definition or the id, unless that is a message of its own.
            if !boundaries.contains(position) { _ = try bytes.readUnsigned(at: &position) }
            id = try bytes.readSigned(at: &position)
        }
        let type = try types.type(Int(truncatingIfNeeded: id))
        // The length of the value, for those who skip it. Go writes one that is too small when types are defined within it.
        _ = try bytes.readUnsigned(at: &position)
        try readTop(type, bytes, &position, &tape, depth &+ 1)
    }

    private func check(_ depth: Int) throws(GobError) {
        guard depth < maximumDepth else { throw .limit("values are nested more than \(maximumDepth) levels deep") }
    }
}
