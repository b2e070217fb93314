/// Chooses the instance that a call goes to: a policy, as a value.
///
/// ```swift
/// let uppercase = Endpoint<UppercaseRequest, UppercaseResponse>("uppercase", balancing: strings, by: .leastPending) { … }
/// ```
///
/// Each endpoint makes pickers of its own, a new one whenever the set of instances that may be called has changed; a
/// picker is a value that was made for one set. What outlives the change, such as the calls that an instance has at
/// present, is in its ``InstanceLoad``.
public protocol Balancer: Sendable {
    associatedtype Picker: BalancerPicker

    /// Makes a picker.
    ///
    /// - Parameters:
    ///   - instances: What to choose from, in the order of their ids; at least one.
    ///   - previous: The picker of the set before, to go on where it was.
    func picker(for instances: [BalancedInstance], replacing previous: Picker?) -> Picker
}

/// Chooses among the instances of one set. It is called for each call, by any number of threads at the same time, so it is
/// fast and does not wait.
public protocol BalancerPicker: Sendable {
    /// Chooses.
    ///
    /// - Parameter call: What is known of the call.
    /// - Returns: An index of the instances that the picker was made for.
    func pick(for call: BalancerCall) -> Int
}
