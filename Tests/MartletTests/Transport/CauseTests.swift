import Martlet
import Testing

@Suite("The error of a call that counts")
struct CauseTests {
    private static let late: RequestContext = {
        var context = RequestContext()
        context.deadline = .after(.seconds(-1))
        return context
    }()

    @Test(
        "After the deadline, what says nothing of its own comes from it",
        arguments: [
            Unspoken(), Status(.unknown), Status(.cancelled, "cancelled"),
        ] as [any Error]
    )
    func late(error: any Error) throws {
        let cause = try #require(Self.late.cause(of: error) as? Status)
        #expect(cause.code == .deadlineExceeded)
        #expect(cause.underlying != nil)
    }

    @Test("A cancellation says by itself that it comes from the deadline")
    func cancellation() {
        let cause = Self.late.cause(of: CancellationError())
        #expect(Status(cause, in: Self.late).code == .deadlineExceeded)
    }

    @Test("After the deadline, what says something of its own is kept")
    func ownCode() throws {
        let cause = try #require(Self.late.cause(of: Status(.notFound, "no such thing")) as? Status)
        #expect(cause.code == .notFound)
        #expect(cause.message == "no such thing")
    }

    @Test("Before the deadline, and without one, every error is kept")
    func inTime() {
        var context = RequestContext()
        #expect(context.cause(of: Unspoken()) is Unspoken)
        context.deadline = .after(.seconds(3600))
        #expect(context.cause(of: Unspoken()) is Unspoken)
        #expect(context.cause(of: CancellationError()) is CancellationError)
    }
}

private struct Unspoken: Error {}
