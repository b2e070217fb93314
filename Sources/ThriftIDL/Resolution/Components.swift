/// The strongly connected components of a graph: what can be reached from each other. Source: R. Tarjan, "Depth-first search
/// and linear graph algorithms", SIAM Journal on Computing 1 (1972). It needs no stack of calls, however long the paths are.
struct Components {
    private var component: [DeclarationID: Int] = [:]
    private var recursive: Set<DeclarationID> = []

    private struct Visit {
        var node: DeclarationID
        var successors: [DeclarationID]
        var next = 0
    }

    init(_ nodes: [DeclarationID], successors: (DeclarationID) -> [DeclarationID]) {
        var number: [DeclarationID: Int] = [:]
        var low: [DeclarationID: Int] = [:]
        var open: [DeclarationID] = []
        var visits: [Visit] = []

        func enter(_ node: DeclarationID) {
            number[node] = number.count
            low[node] = number[node]
            open.append(node)
            visits.append(Visit(node: node, successors: successors(node)))
        }

        for start in nodes where number[start] == nil {
            enter(start)
            while var visit = visits.last {
                if visit.next < visit.successors.count {
                    let next = visit.successors[visit.next]
                    visit.next += 1
                    visits[visits.count - 1] = visit
                    if next == visit.node { recursive.insert(next) }
                    if number[next] == nil {
                        enter(next)
                    } else if component[next] == nil {
                        lower(&low, visit.node, to: number[next])
                    }
                    continue
                }
                visits.removeLast()
                if let parent = visits.last?.node { lower(&low, parent, to: low[visit.node]) }
                if low[visit.node] == number[visit.node] { close(visit.node, &open) }
            }
        }
    }

    /// Whether a path leads from a node back to it.
    func isRecursive(_ node: DeclarationID) -> Bool { recursive.contains(node) }

    /// Whether paths lead from each of two nodes to the other one, or whether they are the same recursive node.
    func areTogether(_ first: DeclarationID, _ second: DeclarationID) -> Bool {
        component[first] == component[second] && recursive.contains(first)
    }

    private func lower(_ low: inout [DeclarationID: Int], _ node: DeclarationID, to bound: Int?) {
        guard let bound, let current = low[node], bound < current else { return }
        low[node] = bound
    }

    /// Takes the nodes of a component from the stack.
    private mutating func close(_ root: DeclarationID, _ open: inout [DeclarationID]) {
        let size = open.count - (open.lastIndex(of: root) ?? 0)
        let number = component.count
        for node in open.suffix(size) {
            component[node] = number
            if size > 1 { recursive.insert(node) }
        }
        open.removeLast(size)
    }
}
