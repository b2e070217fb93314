/// Lines in one buffer, in groups that stay together.
struct LineBuffer {
    private(set) var bytes: [UInt8] = []

    /// The end of each group.
    private var ends: [Int] = []

    /// Ends the group to which bytes were appended with `write`.
    mutating func write(_ body: (inout [UInt8]) -> Void) {
        body(&bytes)
        ends.append(bytes.count)
    }

    /// Each group in its order.
    func forEachGroup(_ body: (ArraySlice<UInt8>) -> Void) {
        var start = 0
        for end in ends {
            body(bytes[start..<end])
            start = end
        }
    }
}
