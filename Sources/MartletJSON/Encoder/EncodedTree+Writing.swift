extension EncodedTree {
    func write(into writer: inout ByteWriter, _ output: JSONCodec.OutputOptions) {
        write(EncodedTree.root, into: &writer, output)
    }

    private func write(_ node: NodeID, into writer: inout ByteWriter, _ output: JSONCodec.OutputOptions) {
        switch nodes[node].content {
        case .unset, .removed:
            writer.append("{}")
        case .scalar(let bytes):
            bytes.withUnsafeBufferPointer { writer.append($0) }
        case .array(let elements):
            writer.append(UInt8(ascii: "["))
            var isFirst = true
            for element in elements where !isRemoved(element) {
                if !isFirst {
                    writer.append(UInt8(ascii: ","))
                }
                isFirst = false
                write(element, into: &writer, output)
            }
            writer.append(UInt8(ascii: "]"))
        case .object(let members):
            writer.append(UInt8(ascii: "{"))
            var isFirst = true
            for (name, value) in zip(members.names, members.values) where !isRemoved(value) {
                if !isFirst {
                    writer.append(UInt8(ascii: ","))
                }
                isFirst = false
                writer.append(quoted: name, escaping: output)
                writer.append(UInt8(ascii: ":"))
                write(value, into: &writer, output)
            }
            writer.append(UInt8(ascii: "}"))
        }
    }
}
