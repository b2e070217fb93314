public import Martlet

/// What hooks can be given to: a ``Route`` or a table of them.
public protocol HTTPHooked {
    /// The same with hooks around what it has.
    ///
    /// - Parameter hooks: The hooks to put around.
    func hooked(_ hooks: HTTPHooks) -> Self
}

extension HTTPHooked {
    /// Runs a closure before requests are decoded. See ``HTTPHooks/Before``.
    public func before(_ hook: @escaping HTTPHooks.Before) -> Self {
        hooked { $0.before = [hook] }
    }

    /// Runs a closure when the endpoint has returned, before the response is encoded. See ``HTTPHooks/After``.
    public func after(_ hook: @escaping HTTPHooks.After) -> Self {
        hooked { $0.after = [hook] }
    }

    /// Answers errors in a format of your own. Without it they are JSON: `{"error":"…","code":"not_found"}`.
    public func errorEncoder(_ encoder: @escaping HTTPHooks.ErrorEncoder) -> Self {
        hooked { $0.errorEncoder = encoder }
    }

    /// Hands errors that have been answered to somebody. Without it they go to the log of the server.
    public func errorHandler(_ handler: any ErrorHandler) -> Self {
        hooked { $0.errorHandler = handler }
    }

    /// Runs a closure when a request is done, whatever has happened. See ``HTTPHooks/Finalizer``.
    public func finalizer(_ hook: @escaping HTTPHooks.Finalizer) -> Self {
        hooked { $0.finalizers = [hook] }
    }

    private func hooked(_ change: (inout HTTPHooks) -> Void) -> Self {
        var hooks = HTTPHooks()
        change(&hooks)
        return hooked(hooks)
    }
}
