import HTTPTypes
import Martlet

/// Writes what travels with a call to the next hop.
///
/// A field that is there already stays: whoever has set it has meant it.
extension OutgoingRequest {
    /// The fields that are decided by HTTP, by the transport, or by the request itself, so that no metadata may set
    /// them: with two lengths, or a length of its own, a message can be read as two.
    private static let reservedNames: Set<String> = [
        "connection", "content-encoding", "content-length", "content-type", "expect", "host", "http2-settings",
        "keep-alive",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", DeadlineField.name,
        AttemptField.name,
    ]

    private static let deadlineName = HTTPField.Name(DeadlineField.name)
    private static let attemptName = HTTPField.Name(AttemptField.name)

    /// Writes the time that is left, the attempt and the metadata.
    ///
    /// An entry that HTTP cannot carry as it is, because of a line end for instance, is left out: what comes along with
    /// a call must not break it, and must not become another field.
    mutating func propagate(_ context: RequestContext) {
        if let deadline = context.deadline, let name = Self.deadlineName, !fields.contains(name) {
            fields[name] = DeadlineField.format(deadline.remaining())
        }
        if !context.isAttemptReceived, let attempt = AttemptField.format(attempt: context.attempt),
            let name = Self.attemptName,
            !fields.contains(name)
        {
            fields[name] = attempt
        }
        guard !context.metadata.isEmpty else { return }
        let explicit = fields
        for entry in context.metadata where !Self.reservedNames.contains(entry.name) {
            guard let name = HTTPField.Name(entry.name), !explicit.contains(name),
                HTTPField.isValidValue(entry.value)
            else { continue }
            fields.append(HTTPField(name: name, value: entry.value))
        }
    }
}
