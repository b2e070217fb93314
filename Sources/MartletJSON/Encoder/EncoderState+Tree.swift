extension EncoderState {
    /// Goes over from writing in order to collecting in a tree, unless that has happened before.
    @discardableResult
    func becomeTree() -> EncodedTree {
        if let tree {
            return tree
        }
        let tree = EncodedTree(stream.pointee)
        self.tree = tree
        stream.pointee.leave()
        return tree
    }

    /// Hands the value in the stream over to the node that it is for.
    func settle() {
        if let due = tree?.due, stream.pointee.writer.count > 0 {
            tree?.set(due, stream.pointee.writer.withSpan { span in span.withUnsafeBufferPointer { Array($0) } })
        }
        tree?.due = nil
        stream.pointee.writer.truncate(to: 0)
    }

    @inline(never)
    func settleAndAwait(_ place: (EncodedTree) -> EncodedTree.NodeID) {
        let tree = becomeTree()
        settle()
        tree.due = place(tree)
    }

    func fail(in slot: ValueEncoder.Slot, _ message: String) {
        let context = EncodingError.Context(codingPath: path(of: slot), debugDescription: message)
        let tree = becomeTree()
        guard tree.failure == nil else { return }
        tree.failure = .invalidValue(Never?.none as Any, context)
    }
}
