import Martlet

extension Endpoint {
    /// The same endpoint for wires whose replies have a place for a business error: it is an answer there, and anything else
    /// that is thrown is an error of the wire.
    ///
    /// - Parameters:
    ///   - success: Makes the reply of a response.
    ///   - failure: Makes the reply of a business error, of its text.
    func replying<Reply: Sendable>(
        success: @escaping @Sendable (Response) -> Reply,
        failure: @escaping @Sendable (String) -> Reply
    ) -> Endpoint<Request, Reply> {
        Endpoint<Request, Reply>(name, isIdempotent: isIdempotent) { request in
            do {
                return success(try await self(request))
            } catch let error as AddError {
                return failure(error.message)
            }
        }
    }
}

extension AddError {
    /// Throws the business error that a reply carries, as the same status that other wires have.
    ///
    /// - Parameter message: Its text; empty for none.
    static func check(_ message: String) throws {
        guard !message.isEmpty else { return }
        throw AddError(message: message)?.status ?? Status(.unknown, message)
    }
}
