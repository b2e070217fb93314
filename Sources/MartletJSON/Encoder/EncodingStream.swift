/// The output of an encoder while it is written from front to back.
///
/// A container is known by its depth and a serial number. As long as the values come in the order in which they
/// stand in the document, which is nearly always so, they are written straight into the output. What to do with those
/// that come out of order is up to ``EncoderState``.
struct EncodingStream: ~Copyable {
    /// An array or object that is being written.
    struct Frame: BitwiseCopyable {
        /// The offset of the opening bracket.
        var start = 0
        /// The number of members or elements whose writing has begun.
        var count = 0
        /// The index of the first of the frame's keys.
        var firstKey = 0
        /// See ``EncodingStream/insert(_:)``.
        var keyBits: UInt64 = 0
        var serial: UInt32 = 0
        var kind = ContainerKind.array
        var hasKeyTable = false
        /// The container that writes the frame, if it is to be taken back.
        var loan = KeptContainers.noLoan
    }

    /// A key in the output: where it stands, without quotes.
    struct Key: BitwiseCopyable {
        /// See ``Span/fingerprint``.
        var fingerprint: UInt64
        var start: Int
        var length: Int
    }

    var writer = ByteWriter(capacity: 512)
    /// The innermost open container; with depth 0, the place of the top-level value.
    private(set) var frame = Frame()
    /// The ones around it, the outermost first.
    private(set) var outerFrames = Buffer<Frame>(capacity: 16)
    private(set) var keys = Buffer<Key>(capacity: 64)
    /// One for each frame with more keys than are compared one by one, in the order of the frames.
    private var keyTables: [KeyTable] = []
    private var containers = KeptContainers()
    private var serial: UInt32 = 0
    private(set) var depth = 0
    private(set) var output: JSONCodec.OutputOptions = []

    /// Starts a new document.
    mutating func reset(_ output: JSONCodec.OutputOptions) {
        if depth > 0 {
            containers.takeBackAll()
        }
        writer.truncate(to: 0)
        frame = Frame()
        outerFrames.truncate(to: 0)
        keys.truncate(to: 0)
        if !keyTables.isEmpty {
            keyTables = []
        }
        serial = 0
        depth = 0
        self.output = output
    }

    /// Whether values are still written in order.
    var isInOrder: Bool { depth >= 0 }

    /// Gives up writing in order: no container is the current one from now on.
    mutating func leave() {
        containers.takeBackAll()
        writer.truncate(to: 0)
        frame = Frame()
        depth = -1
    }

    /// Whether a container is open; if so, closes what is open inside of it.
    @inline(__always)
    private mutating func makeCurrent(_ container: ContainerHandle) -> Bool {
        frame.serial == container.serial || closeOthers(container)
    }

    @inline(never)
    private mutating func closeOthers(_ container: ContainerHandle) -> Bool {
        guard isOpen(container) else { return false }
        close(to: container.depth)
        return true
    }

    /// Writes the start of an element of an array.
    ///
    /// - Returns: `false`, and nothing is written, if the array is closed.
    @inline(__always)
    mutating func beginElement(of array: ContainerHandle) -> Bool {
        guard makeCurrent(array) else { return false }
        if frame.count > 0 {
            writer.append(UInt8(ascii: ","))
        }
        frame.count &+= 1
        return true
    }

    /// Writes a key of an object.
    ///
    /// - Returns: `false`, and nothing is written, if the object is closed or has the key already.
    @inline(__always)
    mutating func beginMember(_ name: String, of object: ContainerHandle) -> Bool {
        makeCurrent(object) && name.withUTF8Span { beginMember($0) }
    }

    private mutating func beginMember(_ name: Span<UInt8>) -> Bool {
        let mark = writer.count
        let start = writer.append(key: name, isFirst: frame.count == 0, escaping: output)
        let key = Key(fingerprint: name.fingerprint, start: start, length: writer.count &- 2 &- start)
        guard insert(key) else {
            writer.truncate(to: mark)
            return false
        }
        frame.count &+= 1
        return true
    }

    /// Opens a container as the value that is due.
    @inline(__always)
    mutating func open(_ kind: ContainerKind) -> ContainerHandle {
        serial &+= 1
        outerFrames.append(frame)
        depth &+= 1
        frame = Frame(start: writer.count, firstKey: keys.count, serial: serial, kind: kind)
        writer.append(kind.opening)
        return ContainerHandle(depth: depth, serial: serial)
    }

    /// Has all containers made anew from now on, as nobody will close the objects that they write.
    mutating func closeContainers() {
        containers.close()
    }

    /// Lends a container to write the current frame with.
    @inline(__always)
    mutating func lendContainer(_ keys: ObjectIdentifier) -> Unmanaged<KeptContainer>? {
        guard let (container, loan) = containers.lend(keys) else { return nil }
        frame.loan = loan
        return container
    }

    mutating func keep(_ container: KeptContainer, _ keys: ObjectIdentifier) -> Bool {
        frame.loan = containers.keep(container, keys)
        return frame.loan != KeptContainers.noLoan
    }

    /// Counts a container that was written without a frame, so that serial numbers stay the order of the brackets.
    mutating func countContainer() {
        serial &+= 1
    }

    /// Closes containers until `newDepth` are open.
    @inline(__always)
    mutating func close(to newDepth: Int) {
        while depth > newDepth {
            writer.append(frame.kind.closing)
            keys.truncate(to: frame.firstKey)
            if frame.hasKeyTable {
                keyTables.removeLast()
            }
            if frame.loan != KeptContainers.noLoan {
                containers.takeBack(frame.loan)
            }
            depth &-= 1
            frame = outerFrames[depth]
            outerFrames.truncate(to: depth)
        }
    }
}

extension EncodingStream {
    /// Notes a key of the current container.
    ///
    /// - Returns: `false` if there is the same one.
    @inline(__always)
    private mutating func insert(_ key: Key) -> Bool {
        // A bit that no key has set so far tells that this one is new: 5 % of the instructions for a medium value.
        let bit: UInt64 = 1 &<< ((key.fingerprint &* 0x9E37_79B9_7F4A_7C15) &>> 58)
        let isFew = keys.count &- frame.firstKey < KeyTable.threshold
        guard (isFew && frame.keyBits & bit == 0) || isNew(key) else { return false }
        frame.keyBits |= bit
        keys.append(key)
        return true
    }

    @inline(never)
    private mutating func isNew(_ key: Key) -> Bool {
        if keys.count &- frame.firstKey >= KeyTable.threshold {
            return insertIntoTable(key)
        }
        for index in frame.firstKey..<keys.count
        where keys[index].fingerprint == key.fingerprint && areEqual(keys[index], key) {
            return false
        }
        return true
    }

    /// Equal keys are escaped in the same way, so they are compared as they stand in the output.
    private func areEqual(_ key: Key, _ other: Key) -> Bool {
        writer.withSpan { span in
            span.extracting(key.start..<key.start &+ key.length)
                .isEqual(to: span.extracting(other.start..<other.start &+ other.length))
        }
    }

    @inline(never)
    private mutating func insertIntoTable(_ key: Key) -> Bool {
        if !frame.hasKeyTable {
            frame.hasKeyTable = true
            var table = KeyTable(minimumCapacity: KeyTable.threshold * 2)
            for earlier in frame.firstKey..<keys.count {
                _ = table.insert(UInt32(truncatingIfNeeded: earlier), hash: hash(of: keys[earlier])) { _ in false }
            }
            keyTables.append(table)
        }
        // Out of the stream while the stream is asked for the keys that it stands for.
        var tables: [KeyTable] = []
        swap(&tables, &keyTables)
        defer { swap(&tables, &keyTables) }
        let number = UInt32(truncatingIfNeeded: keys.count)
        let twin = tables[tables.count - 1].insert(number, hash: hash(of: key)) { earlier in
            areEqual(keys[Int(earlier)], key)
        }
        return twin == nil
    }

    private func hash(of key: Key) -> Int {
        var hasher = Hasher()
        writer.withSpan { span in
            span.extracting(key.start..<key.start + key.length).withUnsafeBytes { hasher.combine(bytes: $0) }
        }
        return hasher.finalize()
    }
}

/// Which of its open or closed containers an encoder means.
struct ContainerHandle: BitwiseCopyable {
    private let narrowDepth: UInt32
    let serial: UInt32

    init(depth: Int, serial: UInt32) {
        narrowDepth = UInt32(truncatingIfNeeded: depth)
        self.serial = serial
    }

    var depth: Int { Int(narrowDepth) }
}

enum ContainerKind: BitwiseCopyable {
    case array
    case object

    var opening: UInt8 { self == .array ? UInt8(ascii: "[") : UInt8(ascii: "{") }
    var closing: UInt8 { self == .array ? UInt8(ascii: "]") : UInt8(ascii: "}") }
}
