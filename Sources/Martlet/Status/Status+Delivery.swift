extension Status {
    /// What is known of how far the request got that failed.
    ///
    /// A request that was certainly not processed can be sent again, whatever it does. And a request that never left says
    /// nothing about the peer. It is about one call: what a service throws because a call of *its own* failed has no
    /// delivery, since an ``Endpoint`` clears it when its closure throws.
    public struct Delivery: Hashable, Sendable {
        private enum Kind {
            case unknown, unprocessed, rejected
        }

        private let kind: Kind

        /// The request may have been processed, wholly or in part.
        public static let unknown = Delivery(kind: .unknown)

        /// The request was not processed: it did not reach the peer, or the peer says that it refused it unread.
        public static let unprocessed = Delivery(kind: .unprocessed)

        /// The request was refused on this side, by a limit or a breaker, and the peer does not know of it.
        public static let rejected = Delivery(kind: .rejected)

        /// Whether the request was certainly not processed, so that sending it again repeats nothing.
        public var isUnprocessed: Bool { kind != .unknown }
    }
}

extension Error {
    /// The error as it is to the caller of a service that has begun to work: what it says about the delivery of some
    /// request is about another call.
    @usableFromInline
    package var withoutDelivery: any Error {
        guard var status = (self as? any StatusConvertible)?.status, status.delivery.isUnprocessed else { return self }
        status.delivery = .unknown
        if !(self is Status), status.underlying == nil { status.underlying = self }
        return status
    }
}
