extension Router {
    /// Freezes the entries, or collects everything that is wrong with them.
    static func makeTable(_ entries: [RouteEntry<Value>]) throws(RoutingError) -> RouteTable {
        var problems: [RoutingError.Problem] = []
        var tree = RouteTree()
        for (index, entry) in entries.enumerated() {
            let method = entry.declaration.method
            if let objection = RouteMethods.objection(to: method) {
                problems.append(.invalidMethod(entry.declaration, reason: objection))
            }
            switch entry.pattern {
            case .failure(let error):
                problems.append(.invalidPattern(entry.declaration, error))
            case .success(let pattern):
                guard let other = tree.insert(pattern, method: method, index: index) else { continue }
                problems.append(
                    .conflict(RouteConflict(first: entries[other].declaration, second: entry.declaration))
                )
            }
        }
        guard let methods = RouteMethods(entries.map(\.declaration.method)) else {
            problems.append(contentsOf: excessMethods(entries))
            throw RoutingError(problems: problems)
        }
        guard problems.isEmpty else { throw RoutingError(problems: problems) }
        return RouteTable(tree, methods: methods)
    }

    /// The first route for which there are too many methods.
    private static func excessMethods(_ entries: [RouteEntry<Value>]) -> [RoutingError.Problem] {
        let index = entries.indices.first { RouteMethods(entries[...$0].map(\.declaration.method)) == nil }
        return index.map { index in
            let reason = "this is one more than the \(RouteMethods.maximumCount) methods that a table can have"
            return [.invalidMethod(entries[index].declaration, reason: reason)]
        } ?? []
    }
}
