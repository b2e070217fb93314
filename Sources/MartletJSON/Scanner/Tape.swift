/// One value or key of a document: what it is and where it is written.
struct TapeEntry: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable {
        case null
        case `false`
        case `true`
        /// A number without fraction and exponent.
        case integer
        case number
        case string
        case escapedString
        /// A key of an object; its value is the next entry.
        case key
        case escapedKey
        case array
        case object
    }

    /// The offset of the first byte; for strings and keys, of the first one after the quote.
    var start: UInt32
    /// For scalars and keys, the length in bytes, without quotes. For arrays, the number of elements.
    /// For objects, the tape index of the key that is expected to be asked for next.
    var length: UInt32
    /// The index of the entry after this value and all it contains.
    var next: UInt32
    var kind: Kind
}

/// A document as a list of its values and keys in the order they are written, all checked.
///
/// What a container holds follows the container's entry; `next` leads over it. Decoding walks this list and never
/// looks at the syntax again.
typealias Tape = Buffer<TapeEntry>

extension TapeEntry {
    /// As an error message says it.
    var description: String {
        switch kind {
        case .null: "null"
        case .false, .true: "a boolean"
        case .integer, .number: "a number"
        case .string, .escapedString, .key, .escapedKey: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension TapeEntry {
    /// Where a scalar or key is written, without quotes.
    @inline(__always)
    var range: Range<Int> {
        Range(uncheckedBounds: (Int(start), Int(start) &+ Int(length)))
    }
}
