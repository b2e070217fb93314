extension EncoderState {
    /// Starts a member of an object; its value is due.
    func beginMember(_ name: String, of object: ContainerHandle) {
        if stream.pointee.beginMember(name, of: object) {
            return
        }
        settleAndAwait { $0.member(name, of: $0.node(for: object), replacing: true) }
    }

    /// Starts an element of an array; its value is due.
    @inline(__always)
    func beginElement(of array: ContainerHandle) {
        if stream.pointee.beginElement(of: array) {
            return
        }
        settleAndAwait { $0.element(of: $0.node(for: array)) }
    }

    /// Opens a container inside of an object, or the one that is there already.
    func openMember(_ name: String, of object: ContainerHandle, _ kind: ContainerKind) -> ContainerHandle {
        if stream.pointee.beginMember(name, of: object) {
            return open(kind, in: slot)
        }
        settleAndAwait { $0.member(name, of: $0.node(for: object), replacing: false) }
        return open(kind, in: slot)
    }

    /// Opens the container that a value consists of, or the one that is there already: a class and its superclass
    /// share theirs.
    @inline(__always)
    func open(_ kind: ContainerKind, in slot: ValueEncoder.Slot) -> ContainerHandle {
        if stream.pointee.depth == slot.depth, stream.pointee.writer.count == slot.start,
            slot.depth < settings.options.limits.depth
        {
            return stream.pointee.open(kind)
        }
        return reopen(kind, in: slot)
    }

    @inline(never)
    private func reopen(_ kind: ContainerKind, in slot: ValueEncoder.Slot) -> ContainerHandle {
        if let container = stream.pointee.reopen(kind, depth: slot.depth, start: slot.start) {
            return container
        }
        let tree = becomeTree()
        settle()
        guard let node = tree.node(for: slot), tree.open(kind, at: node) else {
            fail(in: slot, "another value is encoded in this place already")
            return tree.detachedContainer(kind)
        }
        if tree.depth(of: node) > settings.options.limits.depth {
            fail(in: slot, "nested more than \(settings.options.limits.depth) levels deep")
        }
        return tree.handle(for: node)
    }

    /// Makes a keyed container that writes an object.
    func container<Key: CodingKey>(_ object: ContainerHandle, keysAreData: Bool) -> KeyedEncodingContainer<Key> {
        if stream.pointee.frame.serial == object.serial, stream.pointee.frame.loan == KeptContainers.noLoan,
            let kept = stream.pointee.lendContainer(ObjectIdentifier(Key.self))
        {
            return kept._withUnsafeGuaranteedRef { kept in
                kept.object.container = object
                kept.object.keysAreConverted = settings.convertsKeys && !keysAreData
                // It was made below for keys of this very type. A cast would ask the runtime for the type of the box.
                return unsafeDowncast(kept, to: KeptContainerBox<KeyedEncodingContainer<Key>>.self).copy()
            }
        }
        return makeContainer(object, keysAreData: keysAreData)
    }

    @inline(never)
    private func makeContainer<Key: CodingKey>(
        _ object: ContainerHandle,
        keysAreData: Bool
    ) -> KeyedEncodingContainer<Key> {
        let keysAreConverted = settings.convertsKeys && !keysAreData
        let handle = ObjectHandle(self, object, keysAreConverted: keysAreConverted)
        let container = KeyedEncodingContainer(ObjectEncoder<Key>(object: handle))
        let isLendable =
            stream.pointee.frame.serial == object.serial && stream.pointee.frame.loan == KeptContainers.noLoan
        if isLendable, let kept = KeptContainerBox(handle, container),
            stream.pointee.keep(kept, ObjectIdentifier(Key.self))
        {
            return container
        }
        handle.retainState()
        return container
    }

    /// Makes a place for a value that may come at any time: from now on, values can come out of order.
    func detachMember(_ name: String, of object: ContainerHandle) -> ValueEncoder.Slot {
        settleAndAwait { $0.member(name, of: $0.node(for: object), replacing: true) }
        defer { tree?.due = nil }
        return slot
    }

    /// As ``detachMember(_:of:)``.
    func detachElement(of array: ContainerHandle) -> ValueEncoder.Slot {
        settleAndAwait { $0.element(of: $0.node(for: array)) }
        defer { tree?.due = nil }
        return slot
    }

    func count(of array: ContainerHandle) -> Int {
        if let count = stream.pointee.count(of: array) {
            return count
        }
        let tree = becomeTree()
        return tree.count(of: tree.node(for: array))
    }

    /// Makes a slot due whose encoder writes a value.
    @inline(__always)
    func beginValue(in slot: ValueEncoder.Slot, _ value: @autoclosure () -> Any) throws {
        if stream.pointee.depth == slot.depth, stream.pointee.writer.count == slot.start {
            return
        }
        try beginValueInTree(slot, value())
    }

    @inline(never)
    private func beginValueInTree(_ slot: ValueEncoder.Slot, _ value: Any) throws {
        let tree = becomeTree()
        settle()
        guard let node = tree.node(for: slot), tree.isUnset(node) else {
            let message = "another value is encoded in this place already"
            throw EncodingError.invalidValue(
                value,
                EncodingError.Context(codingPath: path(of: slot), debugDescription: message)
            )
        }
        tree.due = node
    }
}
