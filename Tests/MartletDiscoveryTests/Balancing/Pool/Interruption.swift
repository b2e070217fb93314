import Synchronization

/// What happens once, in the middle of something else.
final class Interruption: Sendable {
    private let body = Mutex<(@Sendable () -> Void)?>(nil)

    func set(_ newBody: @escaping @Sendable () -> Void) { body.withLock { $0 = newBody } }

    func run() {
        let taken = body.withLock { body in
            defer { body = nil }
            return body
        }
        taken?()
    }
}
