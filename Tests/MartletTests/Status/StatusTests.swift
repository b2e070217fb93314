import Martlet
import Testing

@Suite struct StatusTests {
    @Test func defaults() {
        let status = Status(.notFound)
        #expect(status.code == .notFound)
        #expect(status.message == "not found")
        #expect(status.details.isEmpty)
        #expect(status.retry == nil)
        #expect(status.underlying == nil)
    }

    @Test func description() {
        #expect("\(Status(.notFound, "no profile has the id 7"))" == "not_found: no profile has the id 7")
        #expect("\(Status(.deadlineExceeded))" == "deadline_exceeded: deadline exceeded")
    }

    @Test func descriptionKeepsTheUnderlyingErrorBack() {
        let status = Status(.internal, "database", underlying: SecretError())
        #expect(!"\(status)".contains("hunter2"))
    }

    @Test func emptyMessageStaysEmpty() {
        #expect(Status(.notFound, "").message.isEmpty)
    }

    @Test func details() {
        let detail = Status.Detail(type: "google.rpc.BadRequest", value: [1, 2, 3])
        #expect(Status(.invalidArgument, details: [detail]).details == [detail])
    }

    @Test(arguments: Status.Code.all)
    func withoutAHintOnlyUnavailableIsRetryable(_ code: Status.Code) {
        #expect(Status(code).isRetryable == (code == .unavailable))
    }

    @Test(arguments: Status.Code.all)
    func aHintDecides(_ code: Status.Code) {
        #expect(Status(code, retry: .after(.zero)).isRetryable)
        #expect(Status(code, retry: .after(.seconds(1))).isRetryable)
        #expect(!Status(code, retry: .never).isRetryable)
    }

    @Test func retryHints() {
        #expect(Status.RetryHint.never.delay == nil)
        #expect(Status.RetryHint.after(.seconds(3)).delay == .seconds(3))
        #expect(Status.RetryHint.after(.zero).delay == .zero)
        #expect(Status.RetryHint.after(.seconds(-3)).delay == .zero)
        #expect(Status.RetryHint.after(.seconds(-3)) == .after(.zero))
        #expect(Status.RetryHint.after(.zero) != .never)
    }
}
