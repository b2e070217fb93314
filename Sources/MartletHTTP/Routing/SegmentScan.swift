/// Loops that look for a byte in a path, eight bytes a step.
///
/// In each of them a word is loaded at an offset that was compared with `byteCount - 8` before, and a byte at one below
/// `byteCount`.
enum SegmentScan {
    /// Where the segment that begins at `start` ends: at the next slash or at the end of the path.
    @inline(__always)
    static func endOfSegment(in path: RawSpan, from start: Int) -> Int {
        firstOffset(of: UInt8(ascii: "/"), in: path, from: start)
    }

    /// Whether there is a percent sign.
    @inline(__always)
    static func containsPercent(_ path: RawSpan) -> Bool {
        firstOffset(of: UInt8(ascii: "%"), in: path, from: 0) < path.byteCount
    }

    /// The first offset from `start` on that holds `byte`, or the end.
    @inline(__always)
    static func firstOffset(of byte: UInt8, in path: RawSpan, from start: Int) -> Int {
        precondition(start >= 0)
        let pattern = 0x0101_0101_0101_0101 &* UInt64(byte)
        let count = path.byteCount
        var offset = start
        while offset &+ 8 <= count {
            let word = path.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
            if let found = firstZeroLane(UInt64(littleEndian: word) ^ pattern) { return offset &+ found }
            offset &+= 8
        }
        guard offset < count else { return max(start, count) }
        guard count >= 8 else {
            while offset < count, path.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self) != byte {
                offset &+= 1
            }
            return offset
        }
        // The last eight bytes, without those that come before `offset`: the lanes shifted in differ from any byte that is
        // looked for, since that is not zero.
        let word = path.unsafeLoadUnaligned(fromUncheckedByteOffset: count &- 8, as: UInt64.self)
        let rest = UInt64(littleEndian: word) &>> UInt64(truncatingIfNeeded: (offset &- (count &- 8)) &* 8)
        return firstZeroLane(rest ^ pattern).map { offset &+ $0 } ?? count
    }

    /// Where the segment before the one that begins at `start` begins.
    static func startOfSegment(before start: Int, in path: RawSpan) -> Int {
        var offset = min(max(start &- 1, 0), path.byteCount)
        while offset > 0, path.unsafeLoad(fromUncheckedByteOffset: offset &- 1, as: UInt8.self) != UInt8(ascii: "/") {
            offset &-= 1
        }
        return offset
    }

    /// The lowest of eight lanes that is zero. A borrow spoils only lanes above one that is zero, so the lowest is right.
    @inline(__always)
    private static func firstZeroLane(_ lanes: UInt64) -> Int? {
        let zeros = (lanes &- 0x0101_0101_0101_0101) & ~lanes & 0x8080_8080_8080_8080
        return zeros == 0 ? nil : zeros.trailingZeroBitCount &>> 3
    }
}
