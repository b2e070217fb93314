public import ArgumentParser
public import Logging

/// The flags of a service that registers itself.
public struct AnnouncementOptions: ParsableArguments {
    @OptionGroup
    var registry: RegistryOptions

    @Option(help: "The host by which others reach this service; that of --http-addr by default.")
    var advertise: String?

    @Option(help: "The zone that this service runs in.")
    var zone: String?

    @Option(help: "How many calls this service gets in proportion to others.")
    var weight = 1

    /// Makes the defaults: no registration.
    public init() {}

    /// Refuses weights that make no sense.
    public func validate() throws {
        guard (0...1_000_000).contains(weight) else { throw ValidationError("--weight takes 0 to 1000000") }
    }

    /// What keeps the service in the registry; `nil` without a registry.
    ///
    /// - Parameters:
    ///   - service: The name of the service.
    ///   - logger: Where to say that it is registered.
    /// - Throws: `Status` for what is no address of a registry.
    public func announcement(of service: String, logger: Logger) throws -> Announcement? {
        guard let registry = try RegistryClient(registry, logger: logger) else { return nil }
        return Announcement(registry: registry, service: service, options: self, logger: logger)
    }
}
