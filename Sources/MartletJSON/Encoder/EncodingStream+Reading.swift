extension EncodingStream {
    private func frame(at depth: Int) -> Frame {
        depth == self.depth ? frame : outerFrames[depth]
    }

    func handle(depth: Int) -> ContainerHandle {
        ContainerHandle(depth: depth, serial: frame(at: depth).serial)
    }

    /// Whether a container isn't closed yet.
    func isOpen(_ container: ContainerHandle) -> Bool {
        container.depth <= depth && frame(at: container.depth).serial == container.serial
    }

    /// How many elements an open array has.
    func count(of array: ContainerHandle) -> Int? {
        isOpen(array) ? frame(at: array.depth).count : nil
    }

    /// Opens the container again that was opened as a value, if it is still open and of the same kind.
    mutating func reopen(_ kind: ContainerKind, depth slotDepth: Int, start: Int) -> ContainerHandle? {
        let container = slotDepth + 1
        guard depth >= container else { return nil }
        let frame = frame(at: container)
        guard frame.start == start, frame.kind == kind else { return nil }
        close(to: container)
        return handle(depth: container)
    }

    /// The path of the value that is being written in a frame.
    func path(depth end: Int) -> [any CodingKey] {
        guard end >= 1 else { return [] }
        return (1...end).compactMap { depth in
            let frame = frame(at: depth)
            guard frame.kind == .object else {
                return PathKey(index: max(frame.count, 1) - 1)
            }
            let keyEnd = depth == self.depth ? keys.count : self.frame(at: depth + 1).firstKey
            guard keyEnd > frame.firstKey else { return nil }
            let key = keys[keyEnd - 1]
            return PathKey(
                writer.withSpan { String(unescaping: $0.extracting(key.start..<key.start + key.length)) }
            )
        }
    }

    /// What has been written, made a whole document.
    ///
    /// - Returns: the document, and whether its last value stands for one that was due.
    func completed() -> (bytes: [UInt8], isPending: Bool) {
        var bytes = writer.withSpan { span in span.withUnsafeBufferPointer { Array($0) } }
        let isPending =
            switch bytes.last {
            case nil, UInt8(ascii: ":"), UInt8(ascii: ","): true
            case UInt8(ascii: "["): frame.count == 1
            default: false
            }
        if isPending {
            bytes.append(contentsOf: "null".utf8)
        }
        for depth in stride(from: depth, to: 0, by: -1) {
            bytes.append(frame(at: depth).kind.closing)
        }
        return (bytes, isPending)
    }
}
