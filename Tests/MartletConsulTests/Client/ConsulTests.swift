import HTTPTypes
import Martlet
import MartletHTTP
import Testing

@testable import MartletConsul

@Suite(.timeLimit(.minutes(1))) struct ConsulTests {
    private struct Value: Decodable, Equatable {
        let a: Int
    }

    private let fake = FakeConsul()

    private func ask(_ consul: Consul) async throws -> Value {
        try await consul.ask(consul.request(.get, "/v1/x/{id}", id: "a/b ü"), within: .seconds(7)).value
    }

    @Test func namesNoSecrets() {
        func id(_ url: String, name: String = "consul") -> String {
            Consul(url, over: fake, token: "secret", name: name).id(of: "web")
        }
        #expect(Consul(over: fake).id(of: "web") == "consul:web")
        #expect(id("http://127.0.0.1:8500/") == "consul:web")
        #expect(id("http://127.0.0.1:8501") == "consul:web@127.0.0.1:8501")
        #expect(id("https://user:pass@consul.internal/base//", name: "eu") == "eu:web@consul.internal/base")
        #expect(id("https://[::1]:8501?token=secret") == "consul:web@[::1]:8501")
        #expect(id("consul/x@y") == "consul:web@consul/x@y")
        var dump = ""
        Swift.dump(Consul("http://u:secret@h", over: fake, token: "secret"), to: &dump)
        #expect(!dump.contains("secret"))
        #expect("\(Consul("http://u:secret@h", over: fake, token: "secret"))" == "consul at h")
    }

    @Test func sendsTheTokenAndReadsTheAnswer() async throws {
        let consul = Consul("http://h:1/", over: fake, token: "t0ken")
        async let value = ask(consul)
        let question = try await fake.next()
        #expect(question.line == "GET http://h:1/v1/x/a%2Fb%20%C3%BC")
        #expect(question.request.fields == [.consulToken: "t0ken"])
        #expect(HTTPField.Name.consulToken.rawName == "X-Consul-Token")
        #expect(question.request.responseBody == .collected(upTo: 1 << 20))
        #expect(question.limit <= .seconds(7) && question.limit > .seconds(6))
        question.answer(#"{"a": 1, "b": 2}"#)
        #expect(try await value == Value(a: 1))
    }

    @Test func sendsNoTokenThatIsNotThere() async throws {
        async let value = ask(fake.consul)
        let question = try await fake.next()
        #expect(question.request.fields.isEmpty)
        question.answer("{}")
        do {
            _ = try await value
            Issue.record("it was taken")
        } catch {
            #expect((error as? Status)?.code == .internal)
        }
    }

    @Test(arguments: [
        (Status(.deadlineExceeded), Status.Code.unavailable), (Status(.resourceExhausted), .internal),
        (Status(.unavailable, "refused"), .unavailable), (Status(.internal), .internal),
    ])
    func failuresOfTheTransport(failure: Status, code: Status.Code) async throws {
        async let value = ask(fake.consul)
        try await fake.next().fail(failure)
        do {
            _ = try await value
            Issue.record("it was taken")
        } catch {
            #expect((error as? Status)?.code == code)
        }
    }

    @Test func cancellationIsNoStatus() async throws {
        async let value = ask(fake.consul)
        try await fake.next().fail(CancellationError())
        do {
            _ = try await value
            Issue.record("it was taken")
        } catch {
            #expect(error is CancellationError)
        }
    }
}
