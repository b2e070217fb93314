#if GRPC
public import Martlet
public import SwiftProtobuf

extension Status.Detail {
    /// A detail that is a generated message: `google.rpc.BadRequest`, or one of your own.
    ///
    /// ```swift
    /// throw try Status(.invalidArgument, "name is empty", details: [Status.Detail(violation)])
    /// ```
    ///
    /// - Parameter message: The message.
    /// - Throws: What serializing throws: a required field of proto2 is missing.
    public init(_ message: some Message) throws {
        self.init(type: Swift.type(of: message).protoMessageName, value: try message.serializedBytes())
    }
}

extension Status {
    /// The details of a type, as generated messages. Those that cannot be read are left out.
    ///
    /// - Parameter type: The type.
    public func details<Detail: Message>(_ type: Detail.Type = Detail.self) -> [Detail] {
        details.compactMap { detail in
            detail.type == Detail.protoMessageName ? try? Detail(serializedBytes: detail.value) : nil
        }
    }
}
#endif
