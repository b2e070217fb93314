import Foundation
import MartletThriftProtocol

/// A value on its way to a library of Apache's, and what is expected of what comes back.
struct ApacheCase: Sendable {
    let name: String
    let kind: ThriftProtocolKind
    /// The value as we write it; empty for the one with which the library begins.
    let bytes: [UInt8]
    /// Whether bytes of the library are read as the value.
    let isSame: @Sendable ([UInt8]) throws -> Bool
    /// What we write after reading bytes of the library.
    let again: @Sendable ([UInt8]) throws -> [UInt8]

    init<Value: ThriftValue & Equatable>(
        _ name: String,
        _ value: Value,
        _ kind: ThriftProtocolKind,
        isSent: Bool = true
    ) throws {
        self.name = name
        self.kind = kind
        bytes = isSent ? try kind.encode(value) : []
        isSame = { try kind.decode(Value.self, from: $0) == value }
        again = { try kind.encode(kind.decode(Value.self, from: $0)) }
    }

    static func all(_ kind: ThriftProtocolKind) throws -> [ApacheCase] {
        [
            try ApacheCase("Scalars", Sinks.scalars, kind), try ApacheCase("Scalars", Scalars(), kind),
            try ApacheCase("Needed", Sinks.needed, kind), try ApacheCase("Maybe", Sinks.maybe, kind),
            try ApacheCase("Maybe", Maybe(), kind), try ApacheCase("Containers", Sinks.containers, kind),
            try ApacheCase("Containers", Containers(), kind), try ApacheCase("Tree", Sinks.tree, kind),
            try ApacheCase("Ids", Sinks.ids, kind), try ApacheCase("Empty", Empty(), kind),
            try ApacheCase("Odd", Sinks.odd, kind), try ApacheCase("Broken", Sinks.broken, kind),
            try ApacheCase("Shape", Shape.parts([.side(4), .color(.blue)]), kind),
            try ApacheCase(
                "Defaults",
                Defaults(words: ["one"], counts: ["two": 2], table: ["primes": [2, 3]]),
                kind
            ),
        ]
    }

    /// The form in which the programs take it.
    var argument: String { "\(name):\(kind.rawValue):\(hexadecimal(bytes))" }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { String(format: "%02x", $0) }.joined()
}

func bytes(hexadecimal: String) -> [UInt8]? {
    let digits = Array(hexadecimal)
    guard digits.count.isMultiple(of: 2) else { return nil }
    let bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    return bytes.contains(nil) ? nil : bytes.compactMap { $0 }
}
