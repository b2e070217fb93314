/// A part of a head, counted from the head's first byte. Four bytes, so that a field is eight.
package struct HTTP1Slice: Equatable, Sendable {
    /// Where the part begins.
    @usableFromInline package var offset: UInt16

    /// How many bytes it has.
    @usableFromInline package var count: UInt16

    /// An empty slice.
    @inlinable
    package init() {
        offset = 0
        count = 0
    }

    /// The slice for `range`, which lies in a head and therefore fits.
    @inlinable
    package init(_ range: Range<Int>) {
        offset = UInt16(truncatingIfNeeded: range.lowerBound)
        count = UInt16(truncatingIfNeeded: range.upperBound &- range.lowerBound)
    }

    /// The part as a range of offsets.
    @inlinable
    package var range: Range<Int> {
        let start = Int(offset)
        return start..<start + Int(count)
    }

    /// Whether the part has no bytes.
    @inlinable
    package var isEmpty: Bool {
        count == 0
    }
}
