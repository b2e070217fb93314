package import Martlet

/// What a server gives to the handlers of its routes.
package struct HandlerDefaults: Sendable {
    /// Where errors go that have been answered.
    package var errorHandler: any ErrorHandler

    /// What is read from the fields of a request into its context.
    package var propagation: HTTPPropagation
}
