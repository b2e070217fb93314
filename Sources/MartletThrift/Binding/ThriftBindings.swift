/// The methods that a server answers.
///
/// ```swift
/// let bindings = ThriftBindings {
///     ThriftBinding(AddServiceMethods.sum, to: endpoints.sum)
///     ThriftBinding(AddServiceMethods.concat, to: endpoints.concat)
/// }
/// ```
///
/// Where services share a port each has a name, which clients put in front of the method (`TMultiplexedProtocol`):
///
/// ```swift
/// ThriftBindings {
///     add.bindings.named("AddService")
///     strings.bindings.named("StringService")
/// }
/// ```
public struct ThriftBindings: Sendable, ThriftHooked {
    var bindings: [ThriftBinding]

    /// Makes bindings.
    ///
    /// - Parameter bindings: Bindings, one by one or many.
    public init(@Builder _ bindings: () -> [ThriftBinding]) {
        self.bindings = bindings()
    }

    /// The same methods with the name of their service: `AddService:Sum`.
    ///
    /// - Parameter service: The name of the service.
    public func named(_ service: String) -> ThriftBindings {
        var named = self
        for index in named.bindings.indices {
            named.bindings[index].name = "\(service):\(named.bindings[index].name)"
        }
        return named
    }

    /// The same methods with hooks around those that they have.
    public func hooked(_ hooks: ThriftHooks) -> ThriftBindings {
        var hooked = self
        hooked.bindings = bindings.map { $0.hooked(hooks) }
        return hooked
    }

    /// Collects bindings.
    @resultBuilder
    public enum Builder {
        /// A method.
        public static func buildExpression(_ binding: ThriftBinding) -> [ThriftBinding] { [binding] }

        /// The methods of a service.
        public static func buildExpression(_ bindings: ThriftBindings) -> [ThriftBinding] { bindings.bindings }

        /// All of them, in order.
        public static func buildBlock(_ parts: [ThriftBinding]...) -> [ThriftBinding] { parts.flatMap { $0 } }

        /// Those of an `if` without an `else`.
        public static func buildOptional(_ part: [ThriftBinding]?) -> [ThriftBinding] { part ?? [] }

        /// Those of an `if`.
        public static func buildEither(first part: [ThriftBinding]) -> [ThriftBinding] { part }

        /// Those of an `else`.
        public static func buildEither(second part: [ThriftBinding]) -> [ThriftBinding] { part }

        /// Those of a loop.
        public static func buildArray(_ parts: [[ThriftBinding]]) -> [ThriftBinding] { parts.flatMap { $0 } }
    }
}
