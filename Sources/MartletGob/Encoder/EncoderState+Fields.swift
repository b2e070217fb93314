extension EncoderState {
    /// Finds the field of a struct for a key. Keys are expected in the order of the value before.
    ///
    /// - Returns: The number of the field, which is due now.
    @inline(__always)
    func beginField(_ key: String, in handle: ContainerHandle) throws -> Int {
        let top = stream.pointee.frames.count &- 1
        if top == handle.index, stream.pointee.frames[top].serial == handle.serial, stream.pointee.slot == .none,
            let shape = stream.pointee.frames[top].shape
        {
            let cursor = Int(stream.pointee.frames[top].cursor)
            let found = shape._withUnsafeGuaranteedRef { shape in
                cursor < shape.fields.count && shape.fields[cursor].key == key
            }
            if found {
                stream.pointee.frames[top].cursor &+= 1
                stream.pointee.slotField = cursor
                stream.pointee.slot = .field
                return cursor
            }
        }
        return try beginOtherField(key, in: handle)
    }

    @inline(never)
    private func beginOtherField(_ key: String, in handle: ContainerHandle) throws -> Int {
        try reopen(handle)
        guard let shape = stream.pointee.frames[handle.index].shape?._withUnsafeGuaranteedRef({ $0 }) else {
            throw refuse(key, "a list has no fields")
        }
        let field: Int
        if let known = shape.numbers[key] {
            field = known
        } else {
            field = shape.fields.count
            shape.fields.append(Shape.Field(key: key, name: GoName.exported(key)))
            shape.numbers[key] = field
            book.pointee.noteChange(of: shape)
        }
        stream.pointee.frames[handle.index].cursor = Int32(truncatingIfNeeded: field + 1)
        stream.pointee.slotField = field
        stream.pointee.slot = .field
        return field
    }

    /// Makes a container the innermost one again: those inside of it end.
    func reopen(_ handle: ContainerHandle) throws {
        guard handle.index < stream.pointee.frames.count,
            stream.pointee.frames[handle.index].serial == handle.serial
        else {
            throw refuse(Never?.none as Any, "a container is used after the one around it, or another, has gone on")
        }
        close(to: handle.index + 1)
        stream.pointee.slot = .none
    }

    /// Ends all containers from a depth on.
    func close(to count: Int) {
        while stream.pointee.frames.count > count { closeTop() }
    }

    private func closeTop() {
        let frame = stream.pointee.frames[stream.pointee.frames.count - 1]
        if frame.isList {
            stream.pointee.closeList()
            stream.pointee.written = frame.shape
        } else {
            if !stream.pointee.closeStructure() { fail("a field is encoded twice") }
            stream.pointee.written = frame.shape
        }
    }

    /// Makes sure that a field is what it was before.
    @inline(__always)
    func expect(_ expected: Shape, field: Int) throws {
        let top = stream.pointee.frames.count &- 1
        guard let shape = stream.pointee.frames[top].shape else { return }
        let isRight = shape._withUnsafeGuaranteedRef { $0.fields[field].shape === expected }
        if !isRight { try adopt(expected, field: field, of: shape.takeUnretainedValue()) }
    }

    @inline(never)
    func adopt(_ shape: Shape, field: Int, of owner: Shape) throws {
        if let known = owner.fields[field].shape, known.isResolved {
            let name = owner.fields[field].key
            throw refuse(name, "\(name) has been \(known) before in this stream, and cannot be \(shape) now")
        }
        name(shape)
        owner.fields[field].shape = shape
        book.pointee.noteChange(of: owner)
    }

    /// Gives types of fields the names that Go gives them.
    private func name(_ shape: Shape) {
        guard shape.name.isEmpty, shape.id == 0, shape.isResolved else { return }
        switch shape.kind {
        case .slice, .array, .map: shape.name = shape.typeName
        default: break
        }
    }
}

/// A container that somebody may write to, and by its serial number whether it is still open.
struct ContainerHandle: BitwiseCopyable {
    let index: Int
    let serial: UInt32
}
