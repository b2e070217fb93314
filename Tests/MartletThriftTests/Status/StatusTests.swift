import Martlet
import MartletThrift
import MartletThriftProtocol
import Testing

@Suite("Statuses as application exceptions")
struct StatusTests {
    @Test("Every code and message comes back", arguments: Status.Code.all)
    func roundTrip(code: Status.Code) {
        let exception = ThriftApplicationException(Status(code, "no: colon: is special"))
        #expect(exception.message == "\(code): no: colon: is special")
        #expect(exception.kind == (code == .unimplemented ? .unknownMethod : .internalError))
        let status = Status(exception)
        #expect(status.code == code)
        #expect(status.message == "no: colon: is special")
    }

    @Test(
        "Exceptions of others have a code by their kind",
        arguments: [
            (0, "x", "unknown: x"), (1, "Unknown function x", "unimplemented: Unknown function x, unprocessed"),
            (2, "x", "internal: x, unprocessed"), (3, "x", "internal: x"), (4, "x", "internal: x"),
            (5, "x", "internal: x"),
            (6, "Internal error", "internal: Internal error"), (7, "x", "invalid_argument: x"),
            (8, "x", "unimplemented: x, unprocessed"), (9, "x", "unimplemented: x, unprocessed"),
            (10, "x", "unimplemented: x, unprocessed"), (99, "", "unknown: unknown"),
            // What looks like a code and is none.
            (6, "17: x", "internal: 17: x"), (5, "not_found: x", "internal: not_found: x"),
        ]
    )
    func kinds(kind: Int32, message: String, expected: String) async {
        let exception = ThriftApplicationException(.init(rawValue: kind), message)
        #expect(await status { throw Status(exception) } == expected)
    }
}
