extension EncodingStream {
    /// Ends a struct, whose fields are put in order where they have come in another.
    ///
    /// - Returns: `false` when a field came twice.
    mutating func closeStructure() -> Bool {
        let frame = frames[frames.count - 1]
        var isRight = true
        if frame.isOutOfOrder { isRight = reorder(frame) }
        writer.append(0)
        segments.truncate(to: frame.segmentStart)
        frames.truncate(to: frames.count - 1)
        return isRight
    }

    private mutating func reorder(_ frame: Frame) -> Bool {
        var ranges: [(field: Int32, bytes: Range<Int>)] = []
        for index in frame.segmentStart..<segments.count {
            let end = index + 1 < segments.count ? segments[index + 1].start : writer.count
            ranges.append((segments[index].field, segments[index].valueStart..<end))
        }
        ranges.sort { $0.field < $1.field }
        let copy = Array(UnsafeBufferPointer(start: writer.base + frame.start, count: writer.count - frame.start))
        writer.truncate(to: frame.start)
        var last: Int32 = -1
        for (field, bytes) in ranges {
            guard field > last else { return false }
            writer.append(unsigned: UInt64(field - last))
            copy[bytes.lowerBound - frame.start..<bytes.upperBound - frame.start].withUnsafeBufferPointer {
                writer.append($0)
            }
            last = field
        }
        return true
    }

    /// Ends a list: writes its count, or takes it back if it is an empty field.
    mutating func closeList() {
        let frame = frames[frames.count - 1]
        frames.truncate(to: frames.count - 1)
        guard frame.count > 0 || !frame.isInField else {
            writer.truncate(to: frame.placeStart)
            segments.truncate(to: frame.segmentStart - 1)
            frames[frames.count - 1].lastField = frame.outerField
            return
        }
        let count = UInt64(frame.count)
        let extra = ByteWriter.byteCount(of: count) - 1
        if extra > 0 { insert(extra, at: frame.start) { _ in } }
        _ = ByteWriter.write(count, to: writer.base + frame.start)
    }
}
