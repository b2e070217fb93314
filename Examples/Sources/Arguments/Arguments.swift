public import ArgumentParser
public import Logging
public import MartletHTTP

// What the programs take as arguments beside numbers and texts.

extension ServerAddress: @retroactive ExpressibleByArgument {
    /// Reads an address: `127.0.0.1:8080`, or `:8080` for every network.
    public init?(argument: String) {
        self.init(argument)
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
