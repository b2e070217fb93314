/// Finds the node of a literal segment after a node: one hash table for all edges of a tree, in raw memory.
///
/// A single load of the table tells in most cases; how many routes there are doesn't matter.
struct SegmentIndex: ~Copyable {
    /// A literal segment between two nodes. 32 bytes, so that none lies across a cache line more than it must.
    private struct Edge {
        var parent: Int32
        var child: Int32
        var count: Int32
        /// Where the bytes of a literal too long for a key begin.
        var offset: Int32
        var first: UInt64
        var last: UInt64
    }

    // Both are allocated in `init`, never written afterwards and freed in `deinit`. They don't leave this type.
    private let edges: UnsafeMutablePointer<Edge>
    private let literals: UnsafeMutableRawBufferPointer

    /// One less than the capacity, which is a power of two.
    private let mask: Int

    /// How many entries the longest search looks at.
    let longestSearch: Int

    /// The index of the literals of `tree`.
    init(_ tree: RouteTree) {
        let all = Self.edges(of: tree)
        // At most half full, so searches are short and always come to an empty place.
        var capacity = 2
        while capacity < 2 * all.count { capacity *= 2 }
        mask = capacity - 1
        edges = .allocate(capacity: capacity)
        edges.initialize(
            repeating: Edge(parent: -1, child: -1, count: -1, offset: 0, first: 0, last: 0),
            count: capacity
        )
        literals = .allocate(byteCount: max(all.reduce(0) { $0 + $1.literal.count }, 1), alignment: 1)
        var offset = 0
        var longestSearch = 1
        for (parent, child, literal) in all {
            UnsafeMutableRawBufferPointer(rebasing: literals[offset...]).copyBytes(from: literal)
            let key = SegmentKey(literal.span.bytes, 0..<literal.count)
            let hash = key.hash(after: Int32(truncatingIfNeeded: parent), literal.span.bytes, 0..<literal.count)
            var slot = Int(truncatingIfNeeded: hash) & mask
            var search = 1
            while edges[slot].child >= 0 {
                slot = (slot + 1) & mask
                search += 1
            }
            longestSearch = max(longestSearch, search)
            edges[slot] = Edge(
                parent: Int32(truncatingIfNeeded: parent),
                child: Int32(truncatingIfNeeded: child),
                count: Int32(truncatingIfNeeded: literal.count),
                offset: Int32(truncatingIfNeeded: offset),
                first: key.first,
                last: key.last
            )
            offset += literal.count
        }
        self.longestSearch = longestSearch
    }

    /// The edges of a tree in the order in which they were made, so that a table looks the same in every run.
    private static func edges(of tree: RouteTree) -> [(parent: Int, child: Int, literal: [UInt8])] {
        tree.nodes.enumerated()
            .flatMap { parent, node in node.literals.map { (parent: parent, child: $0.value, literal: $0.key) } }
            .sorted { $0.child < $1.child }
    }

    deinit {
        edges.deallocate()
        literals.deallocate()
    }

    /// The node after `parent` for the segment `range` of `bytes`, or -1.
    @inline(__always)
    func child(of parent: Int32, _ bytes: RawSpan, _ range: Range<Int>) -> Int32 {
        let key = SegmentKey(bytes, range)
        var slot = Int(truncatingIfNeeded: key.hash(after: parent, bytes, range)) & mask
        while true {
            let edge = edges + slot
            if edge.pointee.child < 0 { return -1 }
            if edge.pointee.parent == parent, edge.pointee.first == key.first, edge.pointee.last == key.last,
                Int(edge.pointee.count) == key.count,
                key.count <= SegmentKey.completeByteCount || isEqual(edge.pointee, bytes, range)
            {
                return edge.pointee.child
            }
            slot = (slot &+ 1) & mask
        }
    }

    /// Whether a long literal has the bytes in `range`; the counts are the same.
    @inline(never)
    private func isEqual(_ edge: Edge, _ bytes: RawSpan, _ range: Range<Int>) -> Bool {
        let start = Int(edge.offset)
        let literal = UnsafeRawBufferPointer(rebasing: literals[start..<start &+ Int(edge.count)])
        return bytes.extracting(range).withUnsafeBytes { $0.elementsEqual(literal) }
    }
}
