import MartletHTTP1

/// The routes of a ``Router`` without their values: frozen, in raw memory, so that a look-up neither allocates nor counts
/// references.
///
/// `@unchecked Sendable` since everything is immutable once `init` has returned. The memory lives as long as the object; no
/// pointer to it leaves the type.
final class RouteTable: @unchecked Sendable {
    /// A node of the tree. Numbers below zero stand for "none".
    struct Node {
        /// The node of the segments before.
        let parent: Int32

        /// The node of a parameter that may follow.
        let parameter: Int32

        /// The end of the patterns whose last segment is this node's.
        let end: Int32

        /// The end of the patterns that have a wildcard after this node's segment.
        let wildcardEnd: Int32

        /// One more than the bytes of the longest literal that may follow; 0 if none may. No longer segment is looked up.
        let literalLimit: Int32

        /// Whether the last segment is a parameter.
        let isParameter: Bool
    }

    /// Where patterns end: what answers there.
    struct End {
        /// For each standard method the index of a route, or -1. HEAD has GET's unless it has its own.
        var standard = InlineArray<9, Int32>(repeating: -1)

        /// The bits of the methods that are answered.
        var methods: UInt64 = 0

        /// The routes of other methods, in ``others``.
        var others: Range<Int32> = 0..<0
    }

    /// A route with a method that has no case in `HTTP1Method`.
    private struct Other {
        let methodBit: UInt64
        let route: Int32
    }

    let nodes: UnsafeMutableBufferPointer<Node>
    let index: SegmentIndex
    private let ends: UnsafeMutableBufferPointer<End>
    private let others: UnsafeMutableBufferPointer<Other>

    /// The methods of all routes.
    private let methods: RouteMethods

    /// The bits of all methods that are answered anywhere.
    let allMethods: UInt64

    /// `Allow` lists, prepared for each set of methods that a pattern of the table has, and for all of them.
    private let allowLists: [UInt64: String]

    /// The bytes of the longest literal.
    let longestLiteral: Int

    /// Freezes a tree whose routes have no methods but `methods`.
    init(_ tree: RouteTree, methods: RouteMethods) {
        var ends: [End] = []
        var others: [Other] = []
        allMethods = methods.bits(tree.nodes.flatMap { $0.routes + $0.wildcardRoutes }.map(\.method))
        var allowLists = [allMethods: methods.allow(allMethods)]
        func makeEnd(_ routes: [RouteTree.Route]) -> Int32 {
            guard !routes.isEmpty else { return -1 }
            var end = End()
            end.methods = methods.bits(routes.map(\.method))
            let start = Int32(truncatingIfNeeded: others.count)
            for route in routes {
                let index = Int32(truncatingIfNeeded: route.index)
                if let method = HTTP1Method(standardName: route.method) {
                    end.standard[method.slot] = index
                } else {
                    others.append(Other(methodBit: methods.bit(route.method), route: index))
                }
            }
            end.others = start..<Int32(truncatingIfNeeded: others.count)
            let get = end.standard[HTTP1Method.get.slot]
            let head = HTTP1Method.head.slot
            if end.standard[head] < 0 { end.standard[head] = get }
            if allowLists[end.methods] == nil { allowLists[end.methods] = methods.allow(end.methods) }
            ends.append(end)
            return Int32(truncatingIfNeeded: ends.count - 1)
        }
        nodes = .allocate(capacity: tree.nodes.count)
        for (index, node) in tree.nodes.enumerated() {
            let longest = node.literals.keys.map(\.count).max()
            nodes.initializeElement(
                at: index,
                to: Node(
                    parent: Int32(truncatingIfNeeded: node.parent),
                    parameter: Int32(truncatingIfNeeded: node.parameter ?? -1),
                    end: makeEnd(node.routes),
                    wildcardEnd: makeEnd(node.wildcardRoutes),
                    literalLimit: Int32(truncatingIfNeeded: longest.map { $0 + 1 } ?? 0),
                    isParameter: node.isParameter
                )
            )
        }
        index = SegmentIndex(tree)
        longestLiteral = tree.nodes.flatMap(\.literals.keys).map(\.count).max() ?? 0
        self.ends = .allocate(capacity: ends.count)
        _ = self.ends.initialize(from: ends)
        self.others = .allocate(capacity: others.count)
        _ = self.others.initialize(from: others)
        self.methods = methods
        self.allowLists = allowLists
    }

    deinit {
        // All of it is trivial: there's nothing to deinitialize.
        nodes.deallocate()
        ends.deallocate()
        others.deallocate()
    }
}

extension RouteTable {
    /// The bit of the method called `name` if it's not a standard one; 0 if no route has it.
    @inline(never)
    func bit(ofOther name: RawSpan) -> UInt64 {
        for (index, other) in methods.names.enumerated() where other.utf8.count == name.byteCount {
            if name.withUnsafeBytes({ $0.elementsEqual(other.utf8) }) { return 1 &<< UInt64(truncatingIfNeeded: index) }
        }
        return 0
    }

    /// The route for a method where a pattern ends, or -1. `bit` counts for methods that aren't standard.
    @inline(__always)
    func route(at end: Int32, _ method: HTTP1Method, bit: UInt64) -> Int32 {
        let end = ends.baseAddress.unsafelyUnwrapped + Int(end)
        let slot = method.slot
        if slot < HTTP1Method.standardCount { return end.pointee.standard[slot] }
        guard end.pointee.methods & bit != 0 else { return -1 }
        for index in end.pointee.others where others[Int(index)].methodBit == bit {
            return others[Int(index)].route
        }
        return -1
    }

    /// The bits of the methods that are answered where a pattern ends.
    @inline(__always)
    func methods(at end: Int32) -> UInt64 {
        ends[Int(end)].methods
    }

    /// The value of `Allow` for some methods. Only when several patterns match a path may it have to be put together.
    @inline(never)
    func allow(_ bits: UInt64) -> String {
        allowLists[bits] ?? methods.allow(bits)
    }
}
