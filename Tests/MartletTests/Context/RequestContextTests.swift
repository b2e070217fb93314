import Martlet
import Testing

private enum UserKey: RequestContextKey {
    typealias Value = String
}

private enum TenantKey: RequestContextKey {
    typealias Value = String
}

@Suite struct RequestContextTests {
    private static let changes: [@Sendable (inout RequestContext) -> Void] = [
        { $0.deadline = .after(.seconds(1)) },
        { $0.attempt = 2 },
        { $0.requestID = "r" },
        { $0.metadata["a"] = "b" },
        { $0[UserKey.self] = "ada" },
    ]

    @Test func empty() {
        let context = RequestContext()
        #expect(context.isEmpty)
        #expect(context.deadline == nil)
        #expect(context.attempt == 1)
        #expect(context.metadata.isEmpty)
        #expect(context.requestID == nil)
        #expect(context[UserKey.self] == nil)
    }

    @Test(arguments: changes)
    func notEmptyWith(_ change: @Sendable (inout RequestContext) -> Void) {
        var context = RequestContext()
        change(&context)
        #expect(!context.isEmpty)
    }

    @Test func valuesByKey() {
        var context = RequestContext()
        context[UserKey.self] = "ada"
        context[TenantKey.self] = "blue"
        #expect(context[UserKey.self] == "ada")
        #expect(context[TenantKey.self] == "blue")
        context[UserKey.self] = nil
        #expect(context[UserKey.self] == nil)
        #expect(context[TenantKey.self] == "blue")
        context[TenantKey.self] = nil
        #expect(context.isEmpty)
    }

    @Test func requestIDIsMetadata() {
        var context = RequestContext()
        context.requestID = "r-1"
        #expect(context.metadata["X-Request-ID"] == "r-1")
        context.metadata["x-request-id"] = "r-2"
        #expect(context.requestID == "r-2")
        context.requestID = nil
        #expect(context.metadata.isEmpty)
    }

    @Test func copiesAreIndependent() {
        var context = RequestContext()
        let copy = context
        context[UserKey.self] = "ada"
        context.requestID = "r"
        #expect(copy.isEmpty)
    }

    @Test func currentIsBoundForTheOperationAndItsChildren() async {
        #expect(RequestContext.current.isEmpty)
        var context = RequestContext()
        context.requestID = "r-1"
        context[UserKey.self] = "ada"
        await RequestContext.$current.withValue(context) {
            #expect(RequestContext.current.requestID == "r-1")
            async let child = RequestContext.current[UserKey.self]
            let user = await child
            #expect(user == "ada")
        }
        #expect(RequestContext.current.isEmpty)
    }
}
