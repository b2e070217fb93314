/// What a method of the IDL answers: its result, or one of the exceptions that it declares. Generated for each method.
public protocol ThriftResult: ThriftStruct {
    /// What the method returns; `ThriftVoid` for a method that returns nothing.
    associatedtype Success: Sendable

    /// Makes the answer of a success.
    init(success: Success)

    /// Makes the answer of a failure, if the method declares the exception.
    init?(exception: any Error)

    /// What the method returned.
    ///
    /// - Throws: The exception that it declared and threw; ``ThriftApplicationException`` when there is neither.
    func get() throws -> Success
}

/// The result of a method that returns nothing.
public struct ThriftVoid: Hashable, Sendable {
    /// Makes one.
    public init() {}
}
