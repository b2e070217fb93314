/// The values of a document that aren't encoded in the order in which they stand in it.
final class EncodedTree {
    typealias NodeID = Int

    /// The value of the whole document.
    static let root: NodeID = 0

    enum Content {
        /// Nothing yet; written as an empty object, as Foundation does it.
        case unset
        /// Its encoding has failed; not written at all.
        case removed
        /// A value as it stands in the document.
        case scalar([UInt8])
        case array([NodeID])
        case object(Members)
    }

    struct Members {
        var names: [String] = []
        var values: [NodeID] = []
        var positions: [ExactKey: Int] = [:]
    }

    struct Node {
        var parent: NodeID?
        var key: PathKey?
        var depth: Int
        var content: Content
    }

    var nodes: [Node] = []
    /// The nodes that ``ContainerHandle/serial`` stands for; serial numbers begin with 1.
    var containers: [NodeID] = [EncodedTree.root]
    /// The nodes of the slots that were open when the tree was made, by depth.
    private var slots: [NodeID?] = []
    /// The node of the value that is due.
    var due: NodeID?
    /// What went wrong first in a place that couldn't throw.
    var failure: EncodingError?

    /// Reads back what has been written so far.
    init(_ stream: borrowing EncodingStream) {
        let (bytes, isPending) = stream.completed()
        read(bytes.span)
        if isPending {
            due = nodes.count - 1
            nodes[nodes.count - 1].content = .unset
        }
        // Depth by depth, the value that is open there.
        for depth in 0..<stream.depth {
            slots.append(node(for: stream.handle(depth: depth + 1)))
        }
        slots.append(due)
    }
}

extension EncodedTree {
    /// Whether there is no value for the document.
    var isEmpty: Bool { isUnset(EncodedTree.root) }

    func node(for container: ContainerHandle) -> NodeID {
        let serial = Int(container.serial)
        return serial < containers.count ? containers[serial] : EncodedTree.root
    }

    func node(for slot: ValueEncoder.Slot) -> NodeID? {
        if let node = slot.node {
            return node
        }
        return slots.indices.contains(slot.depth) ? slots[slot.depth] : nil
    }

    func handle(for node: NodeID) -> ContainerHandle {
        containers.append(node)
        return ContainerHandle(depth: Int(UInt32.max), serial: UInt32(truncatingIfNeeded: containers.count - 1))
    }

    /// A container that is no part of the document.
    func detachedContainer(_ kind: ContainerKind) -> ContainerHandle {
        nodes.append(Node(parent: nil, key: nil, depth: 0, content: .unset))
        _ = open(kind, at: nodes.count - 1)
        return handle(for: nodes.count - 1)
    }

    /// How many containers a node is in, and is itself.
    func depth(of node: NodeID) -> Int {
        nodes[node].depth + 1
    }

    func isUnset(_ node: NodeID) -> Bool {
        if case .unset = nodes[node].content { true } else { false }
    }

    func count(of node: NodeID) -> Int {
        switch nodes[node].content {
        case .array(let elements): elements.count
        default: 0
        }
    }

    func path(to node: NodeID) -> [any CodingKey] {
        var path: [any CodingKey] = []
        var node: NodeID? = node
        while let current = node {
            if let key = nodes[current].key {
                path.append(key)
            }
            node = nodes[current].parent
        }
        return path.reversed()
    }
}
