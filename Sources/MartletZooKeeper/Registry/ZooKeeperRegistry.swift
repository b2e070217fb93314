import Martlet
public import MartletDiscovery
import MartletZooKeeperProtocol

/// Announces instances of a service in ZooKeeper: a node for each, which lives as long as the session.
///
/// ```swift
/// let registrar = Registrar(ZooKeeperRegistry(zooKeeper, path: "/services/stringsvc"), logger: logger)
/// ```
///
/// The node is named after the instance's id, with `%` and two digits for what cannot stand in a name, and holds a JSON
/// object. Nodes above it are created where they are missing, and stay.
///
/// When the process is killed, its nodes are there until the session has expired:
/// ``ZooKeeperClient/Configuration/sessionTimeout``.
public struct ZooKeeperRegistry: Registry {
    /// `zookeeper:` and the path.
    public let id: String

    private let client: ZooKeeperClient
    private let path: String
    private let access: ZooKeeperAccess

    /// Makes a registry.
    ///
    /// - Parameters:
    ///   - client: The session.
    ///   - path: The node of the service: `/services/stringsvc`.
    ///   - access: Who may do what with the nodes that are created.
    public init(_ client: ZooKeeperClient, path: String, access: ZooKeeperAccess = .open) {
        self.client = client
        self.path = path
        self.access = access
        id = "zookeeper:\(path)"
    }

    /// Creates the node, and watches it and the session.
    ///
    /// - Throws: `Status`: `invalidArgument` for what is no path, `unavailable` when the session is lost, no server is
    ///   there or another session has taken the node, `aborted` when somebody has deleted the node, `permissionDenied`.
    public func keep(_ instance: Instance, confirm: @escaping @Sendable () -> Void) async throws {
        let path = try NodePath(path)
        let node = path.child(instance.id)
        let value = try instance.registryValue()
        try await client.naming(node) {
            try await client.watching(node) { changes in
                try await create(node, of: path, value)
                changes.addEverything()
                for await _ in changes.signals {
                    _ = changes.take()
                    guard let stat = try await client.stat(of: node) else {
                        throw Status(.aborted, "the node of the instance has been deleted")
                    }
                    guard stat.owner == client.requests.session else {
                        throw Status(.unavailable, "the node of the instance belongs to another session")
                    }
                    confirm()
                }
                throw CancellationError()
            }
        }
    }

    /// Deletes the node.
    public func remove(_ instance: Instance) async throws {
        let node = try NodePath(path).child(instance.id)
        try await client.naming(node) {
            do {
                _ = try await client.send(.delete(path: node))
            } catch ZooKeeperErrorCode.noNode {
                // That is what was wanted.
            }
        }
    }

    /// Creates the node, or makes the one that is there ours.
    private func create(_ node: String, of path: NodePath, _ value: [UInt8]) async throws {
        var mayCreateParents = true
        for _ in 0..<5 {
            do {
                let access = access.entries
                _ = try await client.send(.create(path: node, data: value, access: access, isEphemeral: true))
                return
            } catch ZooKeeperErrorCode.noNode {
                guard mayCreateParents else { throw ZooKeeperErrorCode.noAuth }
                mayCreateParents = try await createParents(path)
            } catch ZooKeeperErrorCode.nodeExists {
                try await replace(node, value)
                if try await client.stat(of: node)?.owner == client.requests.session { return }
            }
        }
        throw Status(.aborted, "somebody else registers the same id")
    }

    /// Writes a node of this session again, and deletes one of an earlier session, which would go with that.
    private func replace(_ node: String, _ value: [UInt8]) async throws {
        do {
            if try await client.stat(of: node)?.owner == client.requests.session {
                _ = try await client.send(.setData(path: node, data: value))
            } else {
                _ = try await client.send(.delete(path: node))
            }
        } catch ZooKeeperErrorCode.noNode {
            // Gone by itself.
        }
    }

    /// Creates what is missing of the path.
    ///
    /// - Returns: Whether it was allowed to. The upper nodes are often there already, and not ours.
    private func createParents(_ path: NodePath) async throws -> Bool {
        var isAllowed = true
        for parent in path.andParents {
            do {
                _ = try await client.send(
                    .create(path: parent, data: [], access: access.entries, isEphemeral: false)
                )
            } catch ZooKeeperErrorCode.nodeExists {
                continue
            } catch ZooKeeperErrorCode.noAuth {
                isAllowed = false
            }
        }
        return isAllowed
    }
}
