extension RequestContext {
    private enum FailedInstances: RequestContextKey {
        typealias Value = [String]
    }

    /// The ids of the instances on which earlier attempts at the call have failed, in order: who chooses an instance takes
    /// another one if there is any. It stays on this side of the wire.
    package var failedInstances: [String] {
        get { self[FailedInstances.self] ?? [] }
        set { self[FailedInstances.self] = newValue.isEmpty ? nil : newValue }
    }

    /// Whether there may be ``failedInstances``: at most calls a cheap answer.
    @usableFromInline
    package var mayHaveFailedInstances: Bool { hasValues }

    /// Adds the instance that an attempt has failed on, if its error names one.
    @usableFromInline
    package mutating func avoidInstance(of error: any Error) {
        guard let instance = Status(error).instance, !failedInstances.contains(instance) else { return }
        failedInstances.append(instance)
    }
}
