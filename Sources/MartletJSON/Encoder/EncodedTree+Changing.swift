extension EncodedTree {
    /// The place for a member of an object.
    ///
    /// - Parameter replacing: whether an earlier value for the same name is dropped, or is the place.
    func member(_ name: String, of object: NodeID, replacing: Bool) -> NodeID {
        guard case .object(var members) = nodes[object].content else {
            return append(parent: object, key: PathKey(name))
        }
        // Out of the node, so that it isn't copied.
        nodes[object].content = .unset
        defer { nodes[object].content = .object(members) }
        let position = members.positions[ExactKey(name)]
        if let position, !replacing, !isRemoved(members.values[position]) {
            return members.values[position]
        }
        let node = append(parent: object, key: PathKey(name))
        if let position {
            members.values[position] = node
        } else {
            members.positions[ExactKey(name)] = members.names.count
            members.names.append(name)
            members.values.append(node)
        }
        return node
    }

    /// The place for another element of an array.
    func element(of array: NodeID) -> NodeID {
        guard case .array(var elements) = nodes[array].content else {
            return append(parent: array, key: PathKey(index: 0))
        }
        nodes[array].content = .unset
        let node = append(parent: array, key: PathKey(index: elements.count))
        elements.append(node)
        nodes[array].content = .array(elements)
        return node
    }

    private func append(parent: NodeID, key: PathKey) -> NodeID {
        nodes.append(Node(parent: parent, key: key, depth: nodes[parent].depth + 1, content: .unset))
        return nodes.count - 1
    }

    func isRemoved(_ node: NodeID) -> Bool {
        if case .removed = nodes[node].content { true } else { false }
    }

    /// Makes a node a container.
    ///
    /// - Returns: `false` if it is something else already.
    func open(_ kind: ContainerKind, at node: NodeID) -> Bool {
        switch (nodes[node].content, kind) {
        case (.unset, .array): nodes[node].content = .array([])
        case (.unset, .object): nodes[node].content = .object(Members())
        case (.array, .array), (.object, .object): break
        default: return false
        }
        return true
    }

    func set(_ node: NodeID, _ scalar: [UInt8]) {
        nodes[node].content = .scalar(scalar)
    }

    func remove(_ node: NodeID) {
        guard let parent = nodes[node].parent else { return }
        nodes[node].content = .removed
        if case .array(var elements) = nodes[parent].content, elements.last == node {
            // Out of the node, so that it isn't copied.
            nodes[parent].content = .unset
            elements.removeLast()
            nodes[parent].content = .array(elements)
        }
    }
}
