import Martlet
import Testing

@Suite struct StatusCodeTests {
    /// The table of gRPC, written out once more.
    static let table: [(Status.Code, Int, String)] = [
        (.cancelled, 1, "cancelled"),
        (.unknown, 2, "unknown"),
        (.invalidArgument, 3, "invalid_argument"),
        (.deadlineExceeded, 4, "deadline_exceeded"),
        (.notFound, 5, "not_found"),
        (.alreadyExists, 6, "already_exists"),
        (.permissionDenied, 7, "permission_denied"),
        (.resourceExhausted, 8, "resource_exhausted"),
        (.failedPrecondition, 9, "failed_precondition"),
        (.aborted, 10, "aborted"),
        (.outOfRange, 11, "out_of_range"),
        (.unimplemented, 12, "unimplemented"),
        (.internal, 13, "internal"),
        (.unavailable, 14, "unavailable"),
        (.dataLoss, 15, "data_loss"),
        (.unauthenticated, 16, "unauthenticated"),
    ]

    @Test(arguments: table)
    func numbersAndNames(_ code: Status.Code, _ number: Int, _ name: String) {
        #expect(code.rawValue == number)
        #expect(Status.Code(rawValue: number) == code)
        #expect("\(code)" == name)
        #expect(Status.Code(name: name) == code)
        #expect(Status.Code(name: "\(number)") == code)
        #expect(Status(code).message == name.split(separator: "_").joined(separator: " "))
    }

    /// Who has to do something about it: the callers, or whoever runs what they call.
    @Test(arguments: table.map(\.0))
    func serverFaults(_ code: Status.Code) {
        let faults: [Status.Code] = [.unknown, .deadlineExceeded, .internal, .unavailable, .dataLoss]
        #expect(code.isServerFault == faults.contains(code))
    }

    @Test func codesOfNewerPeersAreServerFaults() throws {
        #expect(try #require(Status.Code(rawValue: 17)).isServerFault)
    }

    @Test func all() {
        #expect(Status.Code.all == Self.table.map(\.0))
    }

    @Test(arguments: [17, 99, 1_000_000, Int.max])
    func unknownNumbersAreKept(_ number: Int) {
        let code = Status.Code(rawValue: number)
        #expect(code?.rawValue == number)
        #expect(code?.description == "\(number)")
        #expect(code.flatMap { Status.Code(name: $0.description) } == code)
        #expect(code.map { Status($0).message } == "\(number)")
    }

    @Test(arguments: [0, -1, Int.min])
    func successAndNegativeNumbersAreNoCodes(_ number: Int) {
        #expect(Status.Code(rawValue: number) == nil)
        #expect(Status.Code(name: "\(number)") == nil)
    }

    @Test(arguments: ["", "ok", "not found", "NOT_FOUND", "not_found ", "0x5", "5.0", "9223372036854775808"])
    func whatIsNoName(_ name: String) {
        #expect(Status.Code(name: name) == nil)
    }

    @Test func nameFromASubstring() {
        #expect(Status.Code(name: "code=not_found".dropFirst(5)) == .notFound)
    }
}
