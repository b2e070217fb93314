/// The field that carries how often the same call was tried before, as gRPC sends it.
///
/// Source: [A6: client retries](https://github.com/grpc/proposal/blob/master/A6-client-retries.md), exposed retry
/// metadata.
package enum AttemptField {
    /// The name of the field, in lower case.
    package static let name = "grpc-previous-rpc-attempts"

    /// The attempts that came before one, or `nil` for the first, which goes without the field.
    ///
    /// - Parameter attempt: The number of the attempt, counted from 1.
    package static func format(attempt: Int) -> String? {
        attempt > 1 ? "\(attempt - 1)" : nil
    }

    /// Reads the number of an attempt, counted from 1.
    ///
    /// - Parameter bytes: The value of the field.
    /// - Returns: The number; `nil` when the bytes are not one to four digits.
    package static func parse(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard (1...4).contains(bytes.count) else { return nil }
        var previous = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            previous = previous * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return previous + 1
    }
}
