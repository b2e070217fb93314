// Loops over request bytes. In each of them an unchecked load is at `offset` with `0 <= start <= offset` (the precondition, and
// offsets only grow) and `offset < byteCount`, or `offset + 8 <= byteCount` for a word (compared in the same condition).
extension RawSpan {
    /// The first offset from `start` on whose byte isn't of `characterClass`, or the end.
    @inline(__always)
    func end(of characterClass: CharacterClass, from start: Int) -> Int {
        precondition(start >= 0)
        var offset = start
        while offset < byteCount, characterClass.contains(uncheckedByte(at: offset)) {
            offset &+= 1
        }
        return offset
    }

    /// The first offset from `start` on that holds no space or tab, or the end.
    @inline(__always)
    func endOfWhitespace(from start: Int) -> Int {
        precondition(start >= 0)
        var offset = start
        while offset < byteCount, ASCII.isWhitespace(uncheckedByte(at: offset)) {
            offset &+= 1
        }
        return offset
    }

    /// The end of `range` without the spaces and tabs before it.
    @inline(__always)
    func trimmedEnd(of range: Range<Int>) -> Int {
        var end = range.upperBound
        while end > range.lowerBound, ASCII.isWhitespace(byte(at: end &- 1)) {
            end &-= 1
        }
        return end
    }

    /// The first offset from `start` on whose byte may not stand in a field value, or the end.
    ///
    /// Looks at eight bytes a step: the high bit of a lane is set where the byte is below 0x20 or equal to 0x7F. A borrow
    /// can spoil only the lanes above a lane that is rightly set, so the lowest set lane is always right. A tab is caught as
    /// well and stepped over.
    @inline(__always)
    func endOfFieldValue(from start: Int) -> Int {
        precondition(start >= 0)
        var offset = start
        while true {
            while offset &+ 8 <= byteCount {
                let bytes = uncheckedWord(at: offset)
                let control = (bytes &- 0x2020_2020_2020_2020) & ~bytes
                let differenceToDelete = bytes ^ 0x7F7F_7F7F_7F7F_7F7F
                let delete = (differenceToDelete &- 0x0101_0101_0101_0101) & ~differenceToDelete
                let stops = (control | delete) & 0x8080_8080_8080_8080
                guard stops == 0 else {
                    offset &+= stops.trailingZeroBitCount &>> 3
                    break
                }
                offset &+= 8
            }
            guard offset < byteCount else { return offset }
            let byte = uncheckedByte(at: offset)
            if byte < ASCII.space && byte != ASCII.tab || byte == ASCII.delete { return offset }
            offset &+= 1
        }
    }

    /// Whether the bytes of `range` are `literal`, which consists of lower-case letters, digits and hyphens, in any case.
    ///
    /// Setting bit 5 folds the case: it joins a lower-case letter with its capital only, and a digit or a hyphen with a
    /// control character only. The ranges compared are field names and values, which hold no control characters.
    @inline(__always)
    func matches(_ literal: StaticString, in range: Range<Int>) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard range.upperBound &- range.lowerBound == count else { return false }
        precondition(range.lowerBound >= 0 && range.upperBound <= byteCount)
        let expected = UnsafeRawBufferPointer(start: literal.utf8Start, count: count).bytes
        var index = 0
        while index &+ 8 <= count {
            let difference = uncheckedWord(at: range.lowerBound &+ index) ^ expected.uncheckedWord(at: index)
            guard difference & ~0x2020_2020_2020_2020 == 0 else { return false }
            index &+= 8
        }
        while index < count {
            let difference = uncheckedByte(at: range.lowerBound &+ index) ^ expected.uncheckedByte(at: index)
            guard difference & ~0x20 == 0 else { return false }
            index &+= 1
        }
        return true
    }
}
