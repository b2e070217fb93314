import MartletNetRPC

extension NetRPCWire {
    /// All that there are, in the order of the addresses of `Go/netrpc.go`.
    static let all: [NetRPCWire] = [.gob, .gobOverHTTP, .json]
}
