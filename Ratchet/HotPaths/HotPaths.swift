/// Runs hot paths for `scripts/ratchet.py`, which counts under valgrind: `HotPaths list`, `HotPaths run COUNT [NAME…]`.
@main
enum HotPaths {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        var paths = EndpointPaths.make() + ObservabilityPaths.make() + BalancerPaths.make()
        paths += try JSONPaths.make() + HTTPPaths.make() + RPCPaths.make()
        #if GRPC
        paths += try GRPCPaths.make()
        #endif
        switch arguments.first {
        case "list":
            for path in paths { print(path.name) }
        case "run":
            let names = Set(arguments.dropFirst(2))
            guard let count = arguments.dropFirst().first.flatMap({ Int($0) }), count > 0 else { throw Usage() }
            for path in paths where names.isEmpty || names.contains(path.name) {
                print(path.name)
                try path.run(count: count)
            }
        default:
            throw Usage()
        }
    }

    private struct Usage: Error, CustomStringConvertible {
        let description = "HotPaths list | HotPaths run COUNT [NAME…]"
    }
}
