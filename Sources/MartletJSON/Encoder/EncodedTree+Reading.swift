extension EncodedTree {
    /// The stream has written this, so it is correct, and its containers come in the order of their serial numbers.
    func read(_ bytes: Span<UInt8>) {
        var builder = TapeBuilder(
            byteCount: bytes.count,
            limits: JSONCodec.Limits(depth: .max, byteCount: .max, valueCount: .max)
        )
        guard (try? builder.scan(bytes)) != nil else {
            // More than 4 GiB, which no tape reaches.
            nodes.append(Node(parent: nil, key: nil, depth: 0, content: .unset))
            return
        }
        let tape = builder.finish()
        var parents: [(node: NodeID, end: Int)] = []
        var name: String?
        for index in 0..<tape.count {
            while let last = parents.last, last.end <= index {
                parents.removeLast()
            }
            let entry = tape[index]
            let content: Content
            switch entry.kind {
            case .key, .escapedKey:
                name = String(entry, in: bytes)
                continue
            case .array:
                content = .array([])
            case .object:
                content = .object(Members())
            case .string, .escapedString:
                content = .scalar(bytes.array(Int(entry.start) - 1..<Int(entry.start + entry.length) + 1))
            default:
                content = .scalar(bytes.array(Int(entry.start)..<Int(entry.start + entry.length)))
            }
            let node: NodeID
            if let parent = parents.last?.node {
                node = name.map { member($0, of: parent, replacing: true) } ?? element(of: parent)
                nodes[node].content = content
            } else {
                nodes.append(Node(parent: nil, key: nil, depth: 0, content: content))
                node = EncodedTree.root
            }
            name = nil
            if entry.kind == .array || entry.kind == .object {
                containers.append(node)
                parents.append((node, Int(entry.next)))
            }
        }
    }
}

extension Span where Element == UInt8 {
    fileprivate func array(_ range: Range<Int>) -> [UInt8] {
        extracting(range).withUnsafeBufferPointer { Array($0) }
    }
}
