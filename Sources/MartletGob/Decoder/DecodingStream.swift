/// What all values of a stream share that is being read: the types that it has defined, and how Swift's types are decoded.
final class DecodingStream {
    let types: WireTypes
    /// What an element of a `[]byte` is.
    let byteType = WireType(.uint, name: WireKind.uint.name)
    let limits: GobLimits
    let registry: GobTypes
    /// `nonisolated(unsafe)` because of `Any`; all values came in as `any Sendable` and are never changed.
    nonisolated(unsafe) let userInfo: [CodingUserInfoKey: Any]
    @exclusivity(unchecked) private var plans: [ObjectIdentifier: DecodePlan] = [:]

    init(limits: GobLimits, registry: GobTypes, userInfo: [CodingUserInfoKey: any Sendable]) {
        types = WireTypes(limits: limits)
        self.limits = limits
        self.registry = registry
        self.userInfo = userInfo
    }

    /// How values of a type are decoded, found when it is first met.
    func plan<Value: Decodable>(_ type: Value.Type) -> TypedDecodePlan<Value> {
        if let plan = plans[ObjectIdentifier(type)] {
            // Kept under the identity of the very type that it was made for.
            return unsafeDowncast(plan, to: TypedDecodePlan<Value>.self)
        }
        let special =
            (type as? any DecodePlanProviding.Type)?.makeDecodePlan(in: self)
            ?? (type as? any GobOpaque.Type)?.makeOpaqueDecodePlan(in: self)
        let plan = special as? TypedDecodePlan<Value> ?? CustomDecodePlan<Value>()
        plans[ObjectIdentifier(type)] = plan
        return plan
    }
}
