import Testing

@testable import Martlet

@Suite struct StatusDeliveryTests {
    @Test func isUnknownUnlessSaid() {
        #expect(Status(.unavailable).delivery == .unknown)
        #expect(!Status.Delivery.unknown.isUnprocessed)
        #expect(Status.Delivery.unprocessed.isUnprocessed && Status.Delivery.rejected.isUnprocessed)
        #expect(Status.Delivery.unprocessed != .rejected)
    }

    /// What one of its own calls came to says nothing about the call of the service, which has begun to work.
    @Test(arguments: [Status.Delivery.unprocessed, .rejected])
    func aServiceDoesNotPassOnWhatIsKnownOfItsOwnCalls(_ delivery: Status.Delivery) async {
        let service = Endpoint("service") { (_: Empty) -> Empty in
            throw Status(.unavailable, "no", retry: .after(.seconds(1)), delivery: delivery)
        }
        let error = await #expect(throws: Status.self) { try await service(Empty()) }
        #expect(error?.delivery == .unknown)
        #expect(error?.code == .unavailable && error?.message == "no" && error?.retry == .after(.seconds(1)))
    }

    /// A retry has gathered errors that are all of one of the calls that the service has made.
    @Test func norWhatARetryOfItsOwnHasComeTo() async {
        let errors = [Status(.unavailable, delivery: .unprocessed), Status(.unavailable, delivery: .rejected)]
        let inner = RetryError(attempts: errors, final: errors[1])
        #expect(inner.status.delivery.isUnprocessed)
        let service = Endpoint("service") { (_: Empty) -> Empty in throw inner }
        let error = await #expect(throws: Status.self) { try await service(Empty()) }
        #expect(error?.code == .unavailable && error?.delivery == .unknown)
        #expect((error?.underlying as? RetryError)?.attempts.count == 2)
    }

    @Test func aTransportIsBelieved() async {
        let peer = Endpoint(remote: "peer") { (_: Empty) -> Empty in throw Status(.unavailable, delivery: .unprocessed)
        }
        let error = await #expect(throws: Status.self) {
            try await peer.map(request: { (empty: Empty) in empty })(Empty())
        }
        #expect(error?.delivery == .unprocessed)
    }

    @Test func aLayerIsBelieved() async {
        let service = Endpoint("service") { (_: Empty) in Empty() }
            .with("limit") { _, _ in throw Status(.resourceExhausted, delivery: .rejected) }
            .with("outer") { try await $1($0) }
        let error = await #expect(throws: Status.self) { try await service(Empty()) }
        #expect(error?.delivery == .rejected)
    }

    @Test func otherErrorsOfAServiceStayAsTheyAre() async {
        let marked = MarkedError()
        let service = Endpoint("service") { (_: Empty) -> Empty in throw marked }
        let error = await #expect(throws: MarkedError.self) { try await service(Empty()) }
        #expect(error === marked)
    }
}
