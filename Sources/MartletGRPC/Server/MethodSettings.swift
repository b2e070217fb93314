import Martlet
import MartletHTTP

/// What a handler knows of its method.
struct MethodSettings: Sendable {
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
    }

    /// Whether anybody wants the head of a request after it was read.
    var keepsHead: Bool { !hooks.finalizers.isEmpty || !httpHooks.finalizers.isEmpty }
}
