public import Martlet
public import Synchronization

/// An instance with its endpoint, which is made when it is first needed. It lives as long as snapshots contain the
/// instance, and until its last call has ended.
@usableFromInline
final class PooledInstance<Request: Sendable, Response: Sendable>: Sendable {
    @usableFromInline
    let record: InstanceRecord

    @usableFromInline
    let connection = AtomicLazyReference<Connection>()

    init(_ record: InstanceRecord) {
        self.record = record
    }

    /// An endpoint that has been made.
    @usableFromInline
    final class Connection: Sendable {
        @usableFromInline
        let endpoint: Endpoint<Request, Response>

        /// Its number in the ``Cleanup``, if there is something to close.
        let number: Int?

        init(_ endpoint: Endpoint<Request, Response>, number: Int?) {
            self.endpoint = endpoint
            self.number = number
        }
    }
}

/// The instances that are called from one change to the next, and the picker that was made for them.
@usableFromInline
final class PoolGeneration<Request: Sendable, Response: Sendable, Picker: BalancerPicker>: Sendable {
    @usableFromInline
    let instances: [PooledInstance<Request, Response>]

    /// `nil` when there is no instance.
    @usableFromInline
    let picker: Picker?

    /// Until when an instance is in its ramp, in nanoseconds.
    @usableFromInline
    let rampEnd: Int64

    /// When the ramp of each instance has begun; empty when none is in one.
    let rampStarts: [Timestamp?]

    /// When the first ramp has begun, if each instance has one.
    let oldestRamp: Timestamp?

    /// Why there is no instance.
    let absence: InstanceAbsence

    /// The last picker that there was.
    let lastPicker: Picker?

    init(
        instances: [PooledInstance<Request, Response>] = [],
        picker: Picker? = nil,
        lastPicker: Picker? = nil,
        rampEnd: Int64 = .min,
        rampStarts: [Timestamp?] = [],
        absence: InstanceAbsence
    ) {
        self.instances = instances
        self.picker = picker
        self.lastPicker = picker ?? lastPicker
        self.rampEnd = rampEnd
        self.rampStarts = rampStarts
        oldestRamp = rampStarts.contains(nil) ? nil : rampStarts.compactMap(\.self).min()
        self.absence = absence
    }
}
