/// The methods that a server answers.
///
/// ```swift
/// let methods = NetRPCMethods {
///     NetRPCMethod("Add.Sum", to: endpoints.sum)
///     NetRPCMethod("Add.Concat", to: endpoints.concat)
/// }
/// ```
///
/// Tables can be put into others, and hooks given to a table apply to all methods in it.
public struct NetRPCMethods: Sendable, NetRPCHooked {
    var methods: [NetRPCMethod]

    /// Makes a table.
    ///
    /// - Parameter methods: Methods, and tables of them.
    public init(@Builder _ methods: () -> [NetRPCMethod]) {
        self.methods = methods()
    }

    /// The same table with hooks around those that its methods have.
    public func hooked(_ hooks: NetRPCHooks) -> NetRPCMethods {
        var table = self
        table.methods = methods.map { $0.hooked(hooks) }
        return table
    }

    /// Collects the methods of a table.
    @resultBuilder
    public enum Builder {
        /// A method.
        public static func buildExpression(_ method: NetRPCMethod) -> [NetRPCMethod] { [method] }

        /// The methods of another table.
        public static func buildExpression(_ table: NetRPCMethods) -> [NetRPCMethod] { table.methods }

        /// All of them, in order.
        public static func buildBlock(_ parts: [NetRPCMethod]...) -> [NetRPCMethod] { parts.flatMap { $0 } }

        /// Those of an `if` without an `else`.
        public static func buildOptional(_ part: [NetRPCMethod]?) -> [NetRPCMethod] { part ?? [] }

        /// Those of an `if`.
        public static func buildEither(first part: [NetRPCMethod]) -> [NetRPCMethod] { part }

        /// Those of an `else`.
        public static func buildEither(second part: [NetRPCMethod]) -> [NetRPCMethod] { part }

        /// Those of a loop.
        public static func buildArray(_ parts: [[NetRPCMethod]]) -> [NetRPCMethod] { parts.flatMap { $0 } }
    }
}
