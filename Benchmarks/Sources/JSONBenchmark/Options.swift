struct Options {
    private var batches = 7
    private var names: [String] = []

    init(_ arguments: some Sequence<String>) {
        var arguments = arguments.makeIterator()
        while let argument = arguments.next() {
            if argument == "--batches", let count = arguments.next().flatMap(Int.init) {
                batches = max(count, 1)
            } else {
                names.append(argument)
            }
        }
    }

    /// Runs `body` in batches of 20 ms and prints the median of the times that one run takes.
    func measure(_ name: String, _ body: () throws -> Void) rethrows {
        guard names.isEmpty || names.contains(where: name.contains) else { return }
        let clock = ContinuousClock()
        func time(of count: Int) throws -> Double {
            let duration = try clock.measure {
                for _ in 0..<count {
                    try body()
                }
            }
            return Double(duration.components.attoseconds) / 1e9 + Double(duration.components.seconds) * 1e9
        }
        _ = try time(of: 20)
        let count = max(1, Int(20e6 * 20 / max(try time(of: 20), 1)))
        let times = try (0..<batches).map { _ in try time(of: count) / Double(count) }.sorted()
        print("\(name) \(Int(times[times.count / 2]))")
    }
}
