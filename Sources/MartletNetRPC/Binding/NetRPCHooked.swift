public import Martlet

/// What hooks can be given to: a ``NetRPCMethod`` or a table of them.
public protocol NetRPCHooked {
    /// The same with hooks around what it has.
    ///
    /// - Parameter hooks: The hooks to put around.
    func hooked(_ hooks: NetRPCHooks) -> Self
}

extension NetRPCHooked {
    /// Runs a closure before arguments are decoded. See ``NetRPCHooks/Before``.
    public func before(_ hook: @escaping NetRPCHooks.Before) -> Self {
        hooked { $0.before = [hook] }
    }

    /// Runs a closure when the endpoint has returned, before the reply is encoded. See ``NetRPCHooks/After``.
    public func after(_ hook: @escaping NetRPCHooks.After) -> Self {
        hooked { $0.after = [hook] }
    }

    /// Answers errors with a text of your own. Without it the text has the code: `not_found: no profile has the id 7`.
    public func errorEncoder(_ encoder: @escaping NetRPCHooks.ErrorEncoder) -> Self {
        hooked { $0.errorEncoder = encoder }
    }

    /// Hands errors that have been answered to somebody. Without it they go to the log of the server.
    public func errorHandler(_ handler: any ErrorHandler) -> Self {
        hooked { $0.errorHandler = handler }
    }

    /// Runs a closure when a call is done, whatever has happened. See ``NetRPCHooks/Finalizer``.
    public func finalizer(_ hook: @escaping NetRPCHooks.Finalizer) -> Self {
        hooked { $0.finalizers = [hook] }
    }

    private func hooked(_ change: (inout NetRPCHooks) -> Void) -> Self {
        var hooks = NetRPCHooks()
        change(&hooks)
        return hooked(hooks)
    }
}
