import Martlet

extension Etcd {
    /// Makes a lease.
    ///
    /// - Parameter seconds: How long it is to live; etcd may say more.
    func grantLease(seconds: Int64) async throws -> LeaseResponse {
        let request = LeaseGrantRequest(timeToLive: EtcdNumber(seconds))
        let answer: LeaseResponse = try await call("/v3/lease/grant", request)
        guard answer.id != 0, (1...Self.maximumLeaseSeconds).contains(answer.timeToLive) else {
            throw Status(.internal, "etcd: the answer to a request for a lease holds none")
        }
        return answer
    }

    /// Renews a lease.
    ///
    /// - Returns: How many seconds it lives from now; 0 or less when there is no such lease.
    func keepAlive(_ lease: Int64, deadline: Deadline, timeout: Duration) async throws -> Int64 {
        let request = LeaseRequest(id: EtcdNumber(lease))
        return try await call("/v3/lease/keepalive", request, deadline: deadline, timeout: timeout) { body, _ in
            // A stream of one message, since the request holds one.
            let line = body.prefix { $0 != UInt8(ascii: "\n") }
            return min(try StreamMessage<LeaseResponse>.read(Array(line)).timeToLive, Self.maximumLeaseSeconds)
        }
    }

    /// Ends a lease, and with it the keys that hang on it.
    func revokeLease(_ lease: Int64) async throws {
        let _: HeaderResponse = try await call("/v3/lease/revoke", LeaseRequest(id: EtcdNumber(lease)))
    }

    /// The longest life that etcd allows.
    static var maximumLeaseSeconds: Int64 { 9_000_000_000 }
}
