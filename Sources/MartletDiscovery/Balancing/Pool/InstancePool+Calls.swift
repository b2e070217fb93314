public import Martlet
public import Synchronization

extension InstancePool {
    /// Calls one of the instances.
    @inlinable
    func call(_ request: Request) async throws -> Response {
        let began = clock.timestamp
        let (instance, connection) = try pick(key?.hash(request), at: began)
        let endpoint = connection.endpoint
        let response: Response
        do {
            response = try await endpoint(request)
        } catch {
            throw failed(error, instance, began: began)
        }
        if let failure = endpoint.failure(in: response) {
            count(failure, instance, began: began, at: clock.timestamp)
        } else if let stream = endpoint.stream(in: response) {
            follow(stream, instance, began: began)
        } else if instance.record.succeeded(began: began, at: clock.timestamp) {
            close(instance)
        }
        return response
    }

    /// Picks an instance and begins a call to it.
    @inlinable
    func pick(_ key: UInt64?, at now: Timestamp) throws(Status) -> (Pooled, Pooled.Connection) {
        let generation = current.withLock { $0 }
        let context = RequestContext.current
        var picked: Int?
        if let picker = generation.picker, now.nanoseconds < nextEvent.load(ordering: .relaxed),
            now.nanoseconds >= generation.rampEnd,
            !context.mayHaveFailedInstances
        {
            let index = picker.pick(for: balancerCall(key, context, at: now))
            if generation.instances.indices.contains(index) {
                let instance = generation.instances[index]
                if let connection = instance.connection.load(), mayBegin(instance, at: now) {
                    return (instance, connection)
                }
            }
            picked = index
        }
        return try pickCarefully(key, context, at: now, generation, picked)
    }

    /// Begins a call, unless the instance has left.
    @inlinable
    func mayBegin(_ instance: Pooled, at now: Timestamp) -> Bool {
        if instance.record.begin(at: now) { return true }
        giveUp(instance)
        return false
    }

    @usableFromInline
    func giveUp(_ instance: Pooled) {
        if instance.record.withdraw() { close(instance) }
    }

    @usableFromInline
    func balancerCall(_ key: UInt64?, _ context: RequestContext, pick: Int = 0, at now: Timestamp) -> BalancerCall {
        // An attempt that has come in over a wire is the caller's: it does not choose among the instances here.
        let attempt = context.isAttemptReceived ? 1 : context.attempt
        return BalancerCall(key: key, attempt: attempt &+ pick, random: random, now: now)
    }

    // MARK: Ends of calls

    /// A call has thrown an error.
    ///
    /// - Returns: The error for the caller. A fault that has a status, such as a `RetryError`, becomes that status, which
    ///   names the instance to a `Retry` and has the error in `underlying`. Answers of the service keep their type, and so do
    ///   cancellations and errors without a status, whose text would be lost.
    @usableFromInline
    func failed(_ error: any Error, _ instance: Pooled, began: Timestamp) -> any Error {
        count(error, instance, began: began, at: clock.timestamp)
        guard error is Status || error is any StatusConvertible && CallOutcome.isAboutInstance(error) else {
            return error
        }
        var status = Status(error)
        status.instance = instance.record.id
        return status
    }

    /// Counts a call that has ended with an error.
    @usableFromInline
    func count(_ error: any Error, _ instance: Pooled, began: Timestamp, at now: Timestamp) {
        switch CallOutcome(of: error) {
        case .success:
            if instance.record.succeeded(began: began, at: now) { close(instance) }
        case .failure:
            let (isLast, isThreshold) = instance.record.failed(began: began, at: now)
            if isThreshold { failedInARow(instance, at: now) }
            if isLast { close(instance) }
        case .ignored:
            if instance.record.ignored(began: began, at: now) { close(instance) }
        }
    }

    /// A call has returned a stream, and is over when that is. The time until now counts as its duration.
    @usableFromInline
    func follow(_ stream: any StreamingResponse, _ instance: Pooled, began: Timestamp) {
        let duration = began.duration(to: clock.timestamp)
        stream.onEnd { end in
            let now = self.clock.timestamp
            let began = now.advanced(by: .zero - duration)
            if let error = end.error {
                self.count(error, instance, began: began, at: now)
            } else if instance.record.succeeded(began: began, at: now) {
                self.close(instance)
            }
        }
    }
}

extension CallOutcome {
    /// Whether another instance might do better.
    fileprivate static func isAboutInstance(_ error: any Error) -> Bool {
        let status = Status(error)
        return status.delivery == .rejected || status.code.isServerFault
    }

    /// What the error of a call says about the instance.
    init(of error: any Error) {
        let status = Status(error)
        if status.code == .cancelled || status.delivery == .rejected {
            self = .ignored
        } else {
            self = status.code.isServerFault ? .failure : .success
        }
    }
}
