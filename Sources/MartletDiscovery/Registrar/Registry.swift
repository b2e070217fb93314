/// Announces instances of one service: what each registry's module conforms to.
///
/// Applications do not call it: ``Registrar`` does, which tries again after a failure and takes the instance out at
/// shutdown. So a registry has no back-off and no task of its own. `RegistryConformance` of `MartletTesting` tests one.
public protocol Registry: Sendable {
    /// Names the registry and the service, in logs and metrics, such as `consul:stringsvc`. It holds no secret.
    var id: String { get }

    /// Registers the instance and keeps it registered, with heartbeats if the registry wants them, until the task is
    /// cancelled or the registration is lost.
    ///
    /// An entry of the same id that is there already, of an earlier life of the process for instance, is replaced.
    ///
    /// - Parameters:
    ///   - instance: The instance.
    ///   - confirm: To be called when the registry has taken it, and each time that it has confirmed that it still has.
    /// - Throws: What is wrong, as `Status`; a lost lease or session, too: it is called again then. `CancellationError`
    ///   when the task was cancelled, promptly and without taking the instance out.
    ///   To return counts as a loss.
    func keep(_ instance: Instance, confirm: @escaping @Sendable () -> Void) async throws

    /// Takes the instance out. It succeeds when the instance is not there.
    ///
    /// It is called when ``keep(_:confirm:)`` has ended, and must not rely on what that has left behind.
    ///
    /// - Parameter instance: The instance.
    /// - Throws: What is wrong, as `Status`.
    func remove(_ instance: Instance) async throws
}
