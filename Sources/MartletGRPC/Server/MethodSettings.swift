import Martlet
import MartletHTTP

/// What a handler knows of its method. One reference, since every call carries it.
final class MethodSettings: Sendable {
    /// `pb.Add/Sum`.
    let path: String
    let hooks: GRPCHooks
    let limits: ServiceLimits

    /// Those of the tables around the service.
    let httpHooks: HTTPHooks
    let errorHandler: any ErrorHandler
    let propagation: HTTPPropagation

    init(
        path: String,
        hooks: GRPCHooks,
        limits: ServiceLimits,
        httpHooks: HTTPHooks,
        defaults: HandlerDefaults
    ) {
        self.path = path
        self.hooks = hooks
        self.limits = limits
        self.httpHooks = httpHooks
        errorHandler = hooks.errorHandler ?? httpHooks.errorHandler ?? defaults.errorHandler
        propagation = defaults.propagation
        keepsHead = !hooks.finalizers.isEmpty || !httpHooks.finalizers.isEmpty
        keepsRequest = !hooks.before.isEmpty || !hooks.finalizers.isEmpty
    }

    /// Whether anybody wants the head of a request after it was read.
    let keepsHead: Bool

    /// Whether there are hooks that want the head of a request as gRPC has it.
    let keepsRequest: Bool
}
