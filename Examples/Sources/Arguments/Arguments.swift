public import ArgumentParser
public import Logging
public import MartletHTTP
public import MartletThrift
public import MartletThriftProtocol

// What the programs take as arguments beside numbers and texts.

extension ServerAddress: @retroactive ExpressibleByArgument {
    /// Reads an address: `127.0.0.1:8080`, or `:8080` for every network.
    public init?(argument: String) {
        self.init(argument)
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}

extension ThriftProtocolKind: @retroactive ExpressibleByArgument {}

extension ThriftTransport: @retroactive ExpressibleByArgument {
    /// Reads `buffered`, `framed` or `header`.
    public init?(argument: String) {
        self.init(argument)
    }

    /// The values that help shows.
    public static var allValueStrings: [String] { allCases.map(\.description) }
}

/// What a Thrift server and its clients agree on.
public struct ThriftOptions: ParsableArguments {
    /// What messages look like.
    @Option(help: "What Thrift's messages look like.")
    public var thriftProtocol = ThriftProtocolKind.binary

    /// How messages stand one behind the other.
    @Option(help: "How Thrift's messages stand one behind the other.")
    public var thriftTransport = ThriftTransport.buffered

    /// Makes the flags.
    public init() {}

    /// Refuses what no library has.
    public func validate() throws {
        guard thriftTransport != .header || thriftProtocol != .json else {
            throw ValidationError("the header transport carries binary and compact")
        }
    }
}
