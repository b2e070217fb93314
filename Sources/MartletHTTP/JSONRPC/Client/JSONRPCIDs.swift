import MartletJSON
import Synchronization

/// Where the ids of requests come from.
public struct JSONRPCIDs: Sendable {
    let next: @Sendable () -> [UInt8]

    /// Numbers that follow one another.
    ///
    /// - Parameter first: The first one.
    public static func numbers(from first: Int = 0) -> JSONRPCIDs {
        let counter = IDCounter(first)
        return JSONRPCIDs { Array("\(counter.next())".utf8) }
    }

    /// Texts of your own; two requests of one batch must not have the same.
    ///
    /// - Parameter make: Makes the next one, from any number of tasks at the same time.
    public static func texts(_ make: @escaping @Sendable () -> String) -> JSONRPCIDs {
        // A string always has a form in JSON.
        JSONRPCIDs { (try? JSONCodec().encode(make())) ?? [] }
    }
}

private final class IDCounter: Sendable {
    private let value: Atomic<Int>

    init(_ first: Int) {
        value = Atomic(first)
    }

    func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}
