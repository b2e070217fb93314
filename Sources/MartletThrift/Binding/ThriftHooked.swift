public import Martlet

/// What hooks can be given to: a ``ThriftBinding``, or those of a service.
public protocol ThriftHooked {
    /// The same with hooks around what it has.
    ///
    /// - Parameter hooks: The hooks to put around.
    func hooked(_ hooks: ThriftHooks) -> Self
}

extension ThriftHooked {
    /// Runs a closure before arguments are decoded. See ``ThriftHooks/Before``.
    public func before(_ hook: @escaping ThriftHooks.Before) -> Self {
        hooked { $0.before = [hook] }
    }

    /// Runs a closure when the endpoint has returned, before the result is encoded. See ``ThriftHooks/After``.
    public func after(_ hook: @escaping ThriftHooks.After) -> Self {
        hooked { $0.after = [hook] }
    }

    /// Answers errors that the IDL does not declare with exceptions of your own. Without it the text has the code:
    /// `not_found: no profile has the id 7`.
    public func errorEncoder(_ encoder: @escaping ThriftHooks.ErrorEncoder) -> Self {
        hooked { $0.errorEncoder = encoder }
    }

    /// Hands errors that have been answered to somebody. Without it they go to the log of the server.
    public func errorHandler(_ handler: any ErrorHandler) -> Self {
        hooked { $0.errorHandler = handler }
    }

    /// Runs a closure when a call is done, whatever has happened. See ``ThriftHooks/Finalizer``.
    public func finalizer(_ hook: @escaping ThriftHooks.Finalizer) -> Self {
        hooked { $0.finalizers = [hook] }
    }

    private func hooked(_ change: (inout ThriftHooks) -> Void) -> Self {
        var hooks = ThriftHooks()
        change(&hooks)
        return hooked(hooks)
    }
}
