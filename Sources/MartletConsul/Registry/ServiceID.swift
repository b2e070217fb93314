/// The id of a service with an agent: unique on the agent, and so among all services that run beside it.
///
/// One process may serve several services at one address, and the ids of instances are unique within a service only. So
/// the name of the service goes in front: `stringsvc:10.0.0.5:8080`.
struct ServiceID: Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    init(service: String, instance: String) {
        text = "\(service):\(instance)"
    }

    /// The id of the instance; the whole one where somebody else has chosen it.
    func instance(of service: String) -> String {
        let prefix = service + ":"
        guard text.hasPrefix(prefix), text.utf8.count > prefix.utf8.count else { return text }
        return String(text.dropFirst(prefix.count))
    }
}
