/// What all encoders and containers of one call share.
///
/// They write into ``stream`` for as long as the values come in order. A value that comes late, for a container that
/// is closed already or from `superEncoder()`, and one that replaces an earlier one, turn what has been written into
/// a ``tree``, which takes values in any order and is written out at the end.
final class EncoderState {
    let settings: JSONCodec.Settings

    /// Behind a pointer, since each access to a `var` of a class is checked for exclusivity while the program runs,
    /// which took 30 % of the time. It is allocated by `init` and freed by `deinit`, and every access to it is one
    /// that ends before any code from outside of this module runs, so none overlaps another.
    let stream: UnsafeMutablePointer<EncodingStream>

    /// The values so far, once some have come out of order; `stream` is empty then but for the value being written.
    var tree: EncodedTree?

    init(_ settings: JSONCodec.Settings) {
        self.settings = settings
        stream = .allocate(capacity: 1)
        stream.initialize(to: EncodingStream())
        clear()
    }

    deinit {
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// How many bytes of memory are kept for the next document.
    var memory: Int {
        stream.pointee.writer.capacity + stream.pointee.keys.capacity * MemoryLayout<EncodingStream.Key>.size
    }

    func clear() {
        if !stream.pointee.isInOrder {
            tree = nil
        }
        stream.pointee.reset(settings.options.output)
    }

    /// Writes the document for `value` into the stream, which is clear.
    func encodeDocument<Value: Encodable>(_ value: Value) throws {
        try encode(value)
        if !stream.pointee.isInOrder {
            try writeTree()
        }
        if stream.pointee.writer.count == 0 {
            throw EncodingError.invalidValue(
                value,
                EncodingError.Context(codingPath: [], debugDescription: "\(Value.self) didn't encode any value")
            )
        }
        if !settings.options.output.isDisjoint(with: [.sortedKeys, .prettyPrinted]) {
            try Reformatter.reformat(&stream.pointee.writer, settings.options.output)
        }
    }

    private func writeTree() throws {
        let tree = becomeTree()
        settle()
        if let failure = tree.failure {
            throw failure
        }
        if !tree.isEmpty {
            tree.write(into: &stream.pointee.writer, settings.options.output)
        }
    }
}

extension EncoderState {
    /// Where a value goes that encodes itself.
    @inline(__always)
    var slot: ValueEncoder.Slot {
        guard stream.pointee.isInOrder else { return .node(tree?.due ?? EncodedTree.root) }
        return .stream(depth: stream.pointee.depth, start: stream.pointee.writer.count)
    }

    /// Has a value encode itself as the value that is due.
    func encodeByItself<Value: Encodable>(_ value: Value) throws {
        guard stream.pointee.isInOrder else {
            return try encodeIntoTree(value)
        }
        let slot = slot
        try encodeByItself(value, slot)
        // What the value has encoded may have come out of order.
        guard stream.pointee.isInOrder else {
            return settle()
        }
        stream.pointee.close(to: slot.depth)
        // A value that has written nothing is an empty object, but the document as a whole has to be something.
        if stream.pointee.writer.count == slot.start, slot.depth > 0 {
            stream.pointee.writer.append("{}")
            stream.pointee.countContainer()
        }
    }

    @inline(never)
    private func encodeIntoTree<Value: Encodable>(_ value: Value) throws {
        let slot = slot
        // Such as too many levels; going on might never end.
        if let failure = tree?.failure {
            throw abandon(slot, failure)
        }
        try encodeByItself(value, slot)
        settle()
    }

    @inline(__always)
    private func encodeByItself<Value: Encodable>(_ value: Value, _ slot: ValueEncoder.Slot) throws {
        let keysAreData = settings.convertsKeys && Value.self is any StringKeyedDictionary.Type
        do {
            try value.encode(to: ValueEncoder(state: self, slot: slot, keysAreData: keysAreData))
        } catch {
            throw abandon(slot, error)
        }
    }

    /// Takes back a value that has failed, so that whoever catches the error may go on without it.
    @inline(never)
    func abandon(_ slot: ValueEncoder.Slot, _ error: any Error) -> any Error {
        if !slot.isTopLevel {
            let tree = becomeTree()
            tree.due = nil
            stream.pointee.writer.truncate(to: 0)
            if let node = tree.node(for: slot) {
                tree.remove(node)
            }
        }
        return error
    }

    /// The error for a value that JSON has no form for. The value is taken back.
    @inline(never)
    func refuse(_ value: Any, _ message: String) -> any Error {
        let slot = slot
        let context = EncodingError.Context(codingPath: path(of: slot), debugDescription: message)
        return abandon(slot, EncodingError.invalidValue(value, context))
    }
}

extension EncoderState {
    func path(of slot: ValueEncoder.Slot) -> [any CodingKey] {
        if let tree {
            return tree.node(for: slot).map(tree.path(to:)) ?? []
        }
        return stream.pointee.path(depth: slot.depth)
    }

    func path(of container: ContainerHandle) -> [any CodingKey] {
        if stream.pointee.isOpen(container) {
            return stream.pointee.path(depth: container.depth - 1)
        }
        let tree = becomeTree()
        return tree.path(to: tree.node(for: container))
    }
}
