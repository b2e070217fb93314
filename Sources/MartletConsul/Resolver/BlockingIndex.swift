import Martlet

/// The index of a blocking query: what the registry was like when it was asked last, as a number that grows.
///
/// The rules are those of
/// [Consul's documentation](https://developer.hashicorp.com/consul/api-docs/features/blocking#implementation-details):
/// an index is greater than zero, and one that goes backwards is forgotten.
struct BlockingIndex: Equatable {
    /// What an answer with an index means.
    enum Outcome: Equatable {
        /// The set is the present one.
        case current
        /// The registry has begun to count anew, as after a restart without its data: ask again, without waiting.
        case wentBackwards
    }

    /// The index to wait beyond; zero for not to wait.
    private(set) var value: UInt64 = 0

    /// Takes the index of an answer.
    ///
    /// - Parameter field: The value of `X-Consul-Index`.
    /// - Throws: `Status` with `internal` when it is missing, zero or not a number: whoever has answered does not block,
    ///   so that waiting with it would be asking without end.
    mutating func answered(_ field: String?) throws -> Outcome {
        guard let field, let new = UInt64(field), new > 0 else {
            value = 0
            throw Status(.internal, "Consul's answer has no sane index")
        }
        guard new >= value else {
            value = 0
            return .wentBackwards
        }
        value = new
        return .current
    }
}
