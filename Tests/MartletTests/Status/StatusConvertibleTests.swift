import Martlet
import Testing

@Suite struct StatusConvertibleTests {
    @Test func statusIsItself() {
        let underlying = MarkedError()
        let detail = Status.Detail(type: "t", value: [1])
        let error: any Error = Status(
            .aborted,
            "try again",
            details: [detail],
            retry: .after(.seconds(2)),
            underlying: underlying
        )
        let status = Status(error)
        #expect(status.code == .aborted)
        #expect(status.message == "try again")
        #expect(status.details == [detail])
        #expect(status.retry == .after(.seconds(2)))
        #expect(status.underlying as? MarkedError === underlying)
    }

    @Test func statusWithoutUnderlyingGetsNone() {
        #expect(Status(Status(.notFound) as any Error).underlying == nil)
    }

    @Test func convertibleStatesItsStatusAndIsKept() {
        let status = Status(ProfileError.notFound("7"))
        #expect(status.code == .notFound)
        #expect(status.message == "no profile has the id 7")
        guard case ProfileError.notFound("7")? = status.underlying else {
            Issue.record("the error is not kept: \(String(describing: status.underlying))")
            return
        }
    }

    @Test func underlyingErrorOfTheConvertibleIsKept() {
        let reason = MarkedError()
        let status = Status(ProfileError.locked(by: reason))
        #expect(status.code == .failedPrecondition)
        #expect(status.underlying as? MarkedError === reason)
    }

    @Test func unknownErrorsDoNotLeakTheirText() {
        let status = Status(SecretError())
        #expect(status.code == .unknown)
        #expect(status.message == "unknown error")
        #expect(!"\(status)".contains("hunter2"))
        #expect(status.underlying is SecretError)
    }

    @Test func cancellationOutsideAnyDeadline() {
        let status = Status(CancellationError())
        #expect(status.code == .cancelled)
        #expect(status.underlying is CancellationError)
    }

    @Test(arguments: [(Duration.seconds(3_600), Status.Code.cancelled), (.seconds(-1), .deadlineExceeded)])
    func cancellationBeforeAndAfterTheDeadline(_ left: Duration, _ code: Status.Code) {
        var context = RequestContext()
        context.deadline = .after(left)
        let status = RequestContext.$current.withValue(context) { Status(CancellationError()) }
        #expect(status.code == code)
        #expect(status.underlying is CancellationError)
    }

    @Test func cancellationInAContextThatIsGiven() {
        var context = RequestContext()
        context.deadline = .after(.seconds(-1))
        #expect(Status(CancellationError(), in: context).code == .deadlineExceeded)
        RequestContext.$current.withValue(context) {
            #expect(Status(CancellationError(), in: RequestContext()).code == .cancelled)
        }
    }

    @Test func otherErrorsAreNotDeadlineExceededAfterTheDeadline() {
        var context = RequestContext()
        context.deadline = .after(.seconds(-1))
        RequestContext.$current.withValue(context) {
            #expect(Status(Status(.cancelled)).code == .cancelled)
            #expect(Status(MarkedError()).code == .unknown)
        }
    }
}
