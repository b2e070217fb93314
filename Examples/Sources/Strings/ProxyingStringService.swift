import Martlet

extension StringService {
    /// The same service, except that another one makes the capitals, as in Go kit's `stringsvc3`.
    ///
    /// The same text is asked for once at a time, and while the other service is away this one helps itself.
    ///
    /// - Parameter client: The other service.
    public func proxying(to client: StringClient) -> some StringService {
        ProxyingStringService(base: self, client: client)
    }
}

private struct ProxyingStringService<Base: StringService>: StringService {
    let base: Base
    let uppercase: Endpoint<UppercaseRequest, UppercaseResponse>

    init(base: Base, client: StringClient) {
        self.base = base
        uppercase = client.uppercase
            .with(Coalesce(by: { $0.s }))
            .with(Fallback { request, _ in try await UppercaseResponse(v: base.uppercase(request.s)) })
    }

    func uppercase(_ text: String) async throws -> String {
        try await uppercase(UppercaseRequest(s: text)).v
    }

    func count(_ text: String) async -> Int {
        await base.count(text)
    }
}
