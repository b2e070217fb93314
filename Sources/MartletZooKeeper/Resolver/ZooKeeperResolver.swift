import Logging
import Martlet
public import MartletDiscovery
import MartletZooKeeperProtocol

/// Finds the instances of a service in ZooKeeper: the children of a node, and the data of each.
///
/// ```swift
/// let strings = discovery.instances(of: ZooKeeperResolver(zooKeeper, path: "/services/stringsvc"))
/// ```
///
/// The data is what ``ZooKeeperRegistry`` writes, or, as Go kit and others write it, `host:port` or a URL. Children with
/// other data, or with data that may not be read, are left out and named in the log.
///
/// A node that is not there yet is a service without instances. Nothing is asked while nothing changes: the servers tell.
public struct ZooKeeperResolver: Resolver {
    /// `zookeeper:`, the path and the servers.
    public let id: String

    private let client: ZooKeeperClient
    private let path: String

    /// How many children are read at once.
    private static let concurrency = 32

    /// Makes a resolver.
    ///
    /// - Parameters:
    ///   - client: The session.
    ///   - path: The node whose children are the instances: `/services/stringsvc`.
    public init(_ client: ZooKeeperClient, path: String) {
        self.client = client
        self.path = path
        id = "zookeeper:\(path)@\(client.name)"
    }

    /// Watches until the task is cancelled.
    ///
    /// - Throws: `Status`: `invalidArgument` for what is no path, `unavailable`, `permissionDenied` when the children may
    ///   not be listed.
    public func watch(_ report: @escaping @Sendable (Snapshot) -> Void) async throws {
        let path = try NodePath(path).text
        try await client.watching(path) { changes in
            var known: [String: Instance?] = [:]
            changes.addEverything()
            for await _ in changes.signals {
                // Taken before it is read: what changes while it is read is read again.
                let changed = changes.take()
                if changed.everything { known = [:] }
                for name in changed.children { known[name] = nil }
                let isAll = changed.everything || changed.node || !changed.children.isEmpty
                guard isAll else { continue }
                try await client.naming(path) {
                    let names = try await client.children(of: path) ?? []
                    known = try await read(names, known: known)
                }
                report(Snapshot(known.values.lazy.compactMap { $0 }))
            }
            throw CancellationError()
        }
    }

    /// Reads the children that are not known, a few at a time.
    private func read(_ names: [String], known: [String: Instance?]) async throws -> [String: Instance?] {
        var result: [String: Instance?] = [:]
        var missing: [String] = []
        for name in names {
            if let instance = known[name] { result[name] = instance } else { missing.append(name) }
        }
        try await withThrowingTaskGroup(of: (String, Instance??).self) { group in
            var rest = missing[...]
            for name in rest.prefix(Self.concurrency) { group.addTask { (name, try await self.read(name)) } }
            rest = rest.dropFirst(Self.concurrency)
            while let (name, instance) = try await group.next() {
                if let instance { result[name] = instance }
                if let name = rest.popFirst() { group.addTask { (name, try await self.read(name)) } }
            }
        }
        return result
    }

    /// Reads a child, and watches its data.
    ///
    /// - Returns: `nil` when it is gone, `.some(nil)` when it is no instance.
    private func read(_ name: String) async throws -> Instance?? {
        let data: [UInt8]
        do {
            guard case .data(let bytes, _) = try await client.send(.getData(path: "\(path)/\(name)", watch: true))
            else {
                return nil
            }
            data = bytes
        } catch ZooKeeperErrorCode.noNode {
            return nil
        } catch ZooKeeperErrorCode.noAuth {
            client.logger.warning("ZooKeeper node may not be read", metadata: ["path": "\(path)", "name": "\(name)"])
            // Not known: no watch tells when it may be, so each later listing tries again.
            return nil
        }
        let instance = Instance(registryValue: data, id: name)
        if instance == nil {
            client.logger.warning("ZooKeeper node is no instance", metadata: ["path": "\(path)", "name": "\(name)"])
        }
        return .some(instance)
    }
}
