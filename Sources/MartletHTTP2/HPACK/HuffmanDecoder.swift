/// Reads strings in the Huffman code of HPACK, four bits at a step: RFC 7541, section 5.2.
///
/// The code is a tree with 256 inner nodes. For each of them and each four bits a table says which node comes next, and
/// which symbol has ended on the way; no code is shorter than five bits, so there is at most one.
struct HuffmanDecoder: Sendable {
    private struct Step: BitwiseCopyable, Sendable {
        var node: UInt8 = 0
        var symbol: UInt8 = 0
        var hasSymbol = false
        /// Whether the bits lead to the end of the string, which must not be sent.
        var isInvalid = false
    }

    private let steps: [Step]
    /// Nodes at which a string may end: the root, and those that are fewer than eight ones away from it.
    private let mayEnd: [Bool]

    static let shared = HuffmanDecoder()

    private init() {
        let tree = Tree(HuffmanCode())
        var steps: [Step] = []
        steps.reserveCapacity(256 * 16)
        for node in 0..<256 {
            for bits in 0..<16 {
                var step = Step()
                var place = node
                for shift in [3, 2, 1, 0] {
                    switch tree.child(of: place, bits >> shift & 1) {
                    case .node(let next): place = next
                    case .symbol(HuffmanCode.endOfString):
                        step.isInvalid = true
                        place = 0
                    case .symbol(let symbol):
                        step.hasSymbol = true
                        step.symbol = UInt8(truncatingIfNeeded: symbol)
                        place = 0
                    }
                }
                step.node = UInt8(truncatingIfNeeded: place)
                steps.append(step)
            }
        }
        self.steps = steps
        var mayEnd = [Bool](repeating: false, count: 256)
        var place = 0
        for _ in 0..<8 {
            mayEnd[place] = true
            guard case .node(let next) = tree.child(of: place, 1) else { break }
            place = next
        }
        self.mayEnd = mayEnd
    }

    /// Appends what a string stands for.
    ///
    /// - Throws: ``HPACKFailure`` when the bits are no such string.
    func decode(_ bytes: Span<UInt8>, into output: inout [UInt8]) throws(HPACKFailure) {
        let steps = steps.span
        var node: UInt8 = 0
        var isInvalid = false
        // The shortest code has five bits.
        output.reserveCapacity(output.count + bytes.count * 8 / 5)
        for index in bytes.indices {
            let byte = bytes[index]
            let high = steps[Int(node) &<< 4 | Int(byte &>> 4)]
            if high.hasSymbol { output.append(high.symbol) }
            let low = steps[Int(high.node) &<< 4 | Int(byte & 15)]
            if low.hasSymbol { output.append(low.symbol) }
            isInvalid = isInvalid || high.isInvalid || low.isInvalid
            node = low.node
        }
        guard !isInvalid, mayEnd[Int(node)] else { throw .malformed }
    }
}

/// The code as a tree.
private struct Tree {
    enum Child {
        case node(Int)
        case symbol(Int)
    }

    private var children: [[Child?]] = [[nil, nil]]

    init(_ code: HuffmanCode) {
        for symbol in code.codes.indices {
            var node = 0
            let length = Int(HuffmanCode.lengths[symbol])
            for shift in stride(from: length - 1, to: 0, by: -1) {
                let bit = Int(code.codes[symbol] >> UInt32(shift) & 1)
                if case .node(let next)? = children[node][bit] {
                    node = next
                } else {
                    children.append([nil, nil])
                    children[node][bit] = .node(children.count - 1)
                    node = children.count - 1
                }
            }
            children[node][Int(code.codes[symbol] & 1)] = .symbol(symbol)
        }
    }

    /// The code is complete: each node has both children.
    func child(of node: Int, _ bit: Int) -> Child { children[node][bit] ?? .symbol(HuffmanCode.endOfString) }
}
