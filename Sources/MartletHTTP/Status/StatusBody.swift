package import Martlet

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// A status as JSON, on both sides of the wire: `{"error":"no profile has the id 7","code":"not_found"}`, and `details`
/// when there are any. `"unprocessed":true` says that the request was refused before anything was done.
package struct StatusBody: Codable, Sendable {
    package var error: String
    package var code: String?
    package var details: [Detail]?
    package var unprocessed: Bool?

    package struct Detail: Codable, Sendable {
        package var type: String
        /// In base64, as a protobuf message in JSON would be.
        package var value: Data
    }

    package init(_ status: Status) {
        error = status.message
        code = status.code.description
        details = status.details.isEmpty ? nil : status.details.map { Detail(type: $0.type, value: Data($0.value)) }
        unprocessed = status.delivery.isUnprocessed ? true : nil
    }

    /// The status, if the body names a code.
    package var status: Status? {
        guard let code = code.flatMap({ Status.Code(name: $0) }) else { return nil }
        return Status(
            code,
            error,
            details: (details ?? []).map { .init(type: $0.type, value: Array($0.value)) },
            delivery: unprocessed == true ? .unprocessed : .unknown
        )
    }
}
