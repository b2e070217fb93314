/// What an encoder writes to: the value so far, and the structs and lists that are open in it.
struct EncodingStream: ~Copyable {
    /// A struct or a list that values are written into.
    struct Frame: BitwiseCopyable {
        /// Of a struct. Lists are described by what is in them.
        var shape: Unmanaged<Shape>?
        var element: Unmanaged<Shape>?
        var serial: UInt32
        /// Where the place of the value begins, and where the value itself does.
        var placeStart: Int
        var start: Int
        /// How many elements a list has so far.
        var count = 0
        /// The number of the field that was written last.
        var lastField: Int32 = -1
        /// Which field of the shape is expected next.
        var cursor: Int32 = 0
        var segmentStart: Int
        /// The last field of the struct around it, before this.
        var outerField: Int32 = -1
        var isInField: Bool
        var isList: Bool
        var isBytes = false
        var isOutOfOrder = false
    }

    /// A field of a struct that was written.
    struct Segment: BitwiseCopyable {
        var field: Int32
        var start: Int
        var valueStart: Int
    }

    /// Where the next value belongs.
    enum Slot: UInt8 {
        /// Nowhere: it has been written.
        case none
        /// To the top, or into a list: whatever it is, it is written.
        case whole
        /// Into a field of the struct on top of the stack, unless it is zero.
        case field
    }

    var writer = ByteWriter(capacity: 512)
    var frames = Buffer<Frame>(capacity: 16)
    var segments = Buffer<Segment>(capacity: 32)
    var slot = Slot.none
    var slotField = 0
    var serial: UInt32 = 0
    var depth = 0
    /// What the last value was that has been written whole.
    var written: Unmanaged<Shape>?

    /// Room before a value for what is known only after it: the length of the message and the id of the type.
    static let prefixByteCount = 2 * ByteWriter.longestNumber + 1

    mutating func reset() {
        writer.truncate(to: 0)
        writer.append(atMost: Self.prefixByteCount) {
            $0.update(repeating: 0, count: Self.prefixByteCount); return Self.prefixByteCount
        }
        frames.truncate(to: 0)
        segments.truncate(to: 0)
        slot = .whole
        depth = 0
        written = nil
    }

    /// Writes the number of the field that is due, before its value.
    @inline(__always)
    mutating func beginField() {
        let top = frames.count &- 1
        let field = Int32(truncatingIfNeeded: slotField)
        let start = writer.count
        let last = frames[top].lastField
        if field > last {
            let delta = field &- last
            writer.append(unsigned: UInt64(UInt32(bitPattern: delta)))
            frames[top].lastField = field
        } else {
            // Put in order when the struct is closed.
            frames[top].isOutOfOrder = true
        }
        segments.append(Segment(field: field, start: start, valueStart: writer.count))
        slot = .none
    }

    /// Begins with a value that is written whatever it is.
    @inline(__always)
    mutating func beginValue() {
        if slot == .field { beginField() } else { slot = .none }
    }

    mutating func pushStructure(_ shape: Shape) -> Int {
        push(Unmanaged.passUnretained(shape), isList: false)
    }

    mutating func pushList() -> Int {
        let index = push(nil, isList: true)
        // For the count, which is known at the end.
        writer.append(0)
        return index
    }

    private mutating func push(_ shape: Unmanaged<Shape>?, isList: Bool) -> Int {
        let isInField = slot == .field
        let placeStart = writer.count
        let outerField = frames.count > 0 ? frames[frames.count - 1].lastField : -1
        beginValue()
        serial &+= 1
        frames.append(
            Frame(
                shape: shape,
                element: nil,
                serial: serial,
                placeStart: placeStart,
                start: writer.count,
                segmentStart: segments.count,
                outerField: outerField,
                isInField: isInField,
                isList: isList
            )
        )
        return frames.count - 1
    }

    /// Puts bytes before what was written from a place on.
    mutating func insert(_ count: Int, at start: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Void) {
        let tail = writer.count - start
        writer.append(atMost: count) { _ in count }
        let place = writer.base + start
        (place + count).update(from: place, count: tail)
        write(place)
    }
}
