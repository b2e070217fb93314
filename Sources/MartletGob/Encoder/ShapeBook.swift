/// All shapes of an encoder, and their definitions on the way to the peer.
struct ShapeBook: ~Copyable {
    private(set) var shapes: [Shape] = []
    private var nextID = WireID.firstDefined
    /// Whether one has changed that was sent.
    private var hasChanges = false
    /// Definitions that are to be sent before the next value, as whole messages.
    var messages = ByteWriter(capacity: 256)
    private var scratch = ByteWriter(capacity: 256)

    mutating func add(_ shape: Shape) -> Shape {
        shapes.append(shape)
        return shape
    }

    /// Notes that what a shape says of itself is not what was sent.
    mutating func noteChange(of shape: Shape) {
        guard shape.id != 0, !shape.isBasic else { return }
        shape.hasChanged = true
        hasChanges = true
    }

    /// Takes an id for a type that no shape describes.
    mutating func takeID() -> Int {
        defer { nextID += 1 }
        return nextID
    }

    /// Makes sure that the peer knows a shape and all that it consists of.
    ///
    /// - Returns: The id that it has from now on.
    @inline(__always)
    mutating func define(_ shape: Shape) -> Int {
        if shape.id != 0, shape.isSent || shape.isBasic, !hasChanges { return shape.id }
        return defineAnew(shape)
    }

    @inline(never)
    private mutating func defineAnew(_ shape: Shape) -> Int {
        if hasChanges { withdraw() }
        number(shape)
        send(shape)
        return shape.id
    }

    /// Takes the ids away from shapes that have changed, and from all that consist of them.
    private mutating func withdraw() {
        hasChanges = false
        var isDone = false
        while !isDone {
            isDone = true
            for shape in shapes where shape.id != 0 && !shape.hasChanged {
                var consistsOfChanged = false
                shape.forEachPart { consistsOfChanged = consistsOfChanged || $0.hasChanged }
                if consistsOfChanged {
                    shape.hasChanged = true
                    isDone = false
                }
            }
        }
        for shape in shapes where shape.hasChanged {
            shape.hasChanged = false
            shape.isSent = false
            shape.id = 0
        }
    }

    /// Gives ids in Go's order: a struct before its fields, everything else after its elements.
    private mutating func number(_ shape: Shape) {
        guard shape.id == 0, !shape.isBeingNumbered else { return }
        shape.isBeingNumbered = true
        if shape.kind == .structure {
            shape.id = takeID()
            for field in shape.fields {
                guard let part = field.shape, part.isResolved else { continue }
                number(part)
                if part.id == 0 { part.id = takeID() }
            }
        } else {
            if let key = shape.key { number(key) }
            if let element = shape.element { number(element) }
            if shape.id == 0 { shape.id = takeID() }
        }
        shape.isBeingNumbered = false
    }

    /// Writes definitions in Go's order: each before those of its parts.
    private mutating func send(_ shape: Shape) {
        guard !shape.isBasic, !shape.isSent else { return }
        shape.isSent = true
        scratch.truncate(to: 0)
        scratch.append(signed: Int64(-shape.id))
        DefinitionWriter.write(shape, to: &scratch)
        messages.append(unsigned: UInt64(scratch.count))
        messages.append(UnsafeBufferPointer(start: scratch.base, count: scratch.count))
        for field in shape.fields {
            if let part = field.shape, part.isResolved { send(part) }
        }
        if let key = shape.key { send(key) }
        if let element = shape.element { send(element) }
    }
}
