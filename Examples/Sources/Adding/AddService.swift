/// What the service does: the business domain, which knows of no transport and nothing of the kit.
public protocol AddService: Sendable {
    /// The sum of two numbers.
    ///
    /// - Throws: ``AddError/twoZeroes`` and ``AddError/integerOverflow``.
    func sum(_ a: Int64, _ b: Int64) async throws -> Int64

    /// Two texts, one after the other.
    ///
    /// - Throws: ``AddError/maximumSizeExceeded``.
    func concat(_ a: String, _ b: String) async throws -> String
}

/// What can be wrong with a call, in the words of the domain.
public enum AddError: Error, CaseIterable {
    /// An arbitrary rule of the business: two zeroes have no sum.
    case twoZeroes

    /// The sum is no number of 32 bits.
    case integerOverflow

    /// The result is longer than ``BasicAddService/maximumByteCount``.
    case maximumSizeExceeded
}

/// The service itself, with the rules of Go kit's.
public struct BasicAddService: AddService {
    /// The longest result of ``concat(_:_:)``, in bytes of UTF-8.
    public static let maximumByteCount = 10

    /// Makes the service.
    public init() {}

    /// The sum of two numbers, if it is one of 32 bits.
    public func sum(_ a: Int64, _ b: Int64) throws -> Int64 {
        guard a != 0 || b != 0 else { throw AddError.twoZeroes }
        let (sum, overflows) = a.addingReportingOverflow(b)
        guard !overflows, Int32(exactly: sum) != nil else { throw AddError.integerOverflow }
        return sum
    }

    /// Two texts, one after the other.
    public func concat(_ a: String, _ b: String) throws -> String {
        guard a.utf8.count + b.utf8.count <= Self.maximumByteCount else { throw AddError.maximumSizeExceeded }
        return a + b
    }
}
