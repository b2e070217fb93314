/// A value of a message: what it is and where it stands. Values within it follow it; of lists of scalars only the list has
/// an entry, so an entry stands for a byte of the message at least.
struct TapeEntry: BitwiseCopyable {
    /// Types live as long as the table of the stream, which outlives every document.
    let type: Unmanaged<WireType>
    /// The number of the field that it is, in a struct.
    let field: Int32
    /// The entry after this value and all within it.
    var next: Int32
    /// The first byte of the value: of the text of a string, of the first element of a list.
    var start: UInt32
    /// The byte after it.
    var end: UInt32
    /// The elements of a list; the entries of a map.
    var count: Int32
    /// Of a struct, which field of the type is asked for next.
    var cursor: Int32
    /// Of a struct, the entry of the field that comes next.
    var nextEntry: Int32

    @inline(__always)
    var kind: WireKind { type._withUnsafeGuaranteedRef { $0.kind } }
}
