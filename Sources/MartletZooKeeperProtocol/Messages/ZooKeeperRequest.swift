/// A request.
package enum ZooKeeperRequest: Hashable, Sendable {
    case create(path: String, data: [UInt8], access: [AccessEntry], isEphemeral: Bool)
    case delete(path: String)
    case exists(path: String, watch: Bool)
    case getData(path: String, watch: Bool)
    case setData(path: String, data: [UInt8])
    case getChildren(path: String, watch: Bool)
    case closeSession

    /// The request as it goes over the wire.
    package func frame(number: Int32) -> [UInt8] {
        var writer = JuteWriter()
        writer.int(number)
        switch self {
        case .create(let path, let data, let access, let isEphemeral):
            writer.int(1)
            writer.string(path)
            writer.buffer(data)
            writer.int(Int32(clamping: access.count))
            for entry in access {
                writer.int(entry.permissions)
                writer.string(entry.scheme)
                writer.string(entry.identity)
            }
            writer.int(isEphemeral ? 1 : 0)
        case .delete(let path):
            writer.int(2)
            writer.string(path)
            writer.int(-1)  // whatever its version
        case .exists(let path, let watch):
            writer.read(3, path, watch)
        case .getData(let path, let watch):
            writer.read(4, path, watch)
        case .setData(let path, let data):
            writer.int(5)
            writer.string(path)
            writer.buffer(data)
            writer.int(-1)  // whatever its version
        case .getChildren(let path, let watch):
            writer.read(12, path, watch)
        case .closeSession:
            writer.int(-11)
        }
        return writer.frame
    }

    /// A sign of life.
    package static let ping: [UInt8] = {
        var writer = JuteWriter()
        writer.int(ReplyHeader.ping)
        writer.int(11)
        return writer.frame
    }()

    /// What says who the client is.
    package static func credentials(scheme: String, _ secret: [UInt8]) -> [UInt8] {
        var writer = JuteWriter()
        writer.int(ReplyHeader.credentials)
        writer.int(100)
        writer.int(0)
        writer.string(scheme)
        writer.buffer(secret)
        return writer.frame
    }
}

extension JuteWriter {
    fileprivate mutating func read(_ operation: Int32, _ path: String, _ watch: Bool) {
        int(operation)
        string(path)
        bool(watch)
    }
}
