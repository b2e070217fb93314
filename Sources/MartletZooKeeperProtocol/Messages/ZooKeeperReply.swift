/// What a server answers when nothing went wrong.
package enum ZooKeeperReply: Hashable, Sendable {
    case done
    case path(String)
    case stat(NodeStat)
    case data([UInt8], NodeStat)
    case children([String], NodeStat)

    /// Reads the answer to a request.
    package init(to request: ZooKeeperRequest, _ reader: inout JuteReader) throws(JuteError) {
        switch request {
        case .create:
            self = .path(try reader.string() ?? "")
        case .exists, .setData:
            self = .stat(try NodeStat(&reader))
        case .getData:
            let data = try reader.buffer() ?? []
            self = .data(data, try NodeStat(&reader))
        case .getChildren:
            let names = try reader.strings()
            self = .children(names, try NodeStat(&reader))
        case .delete, .closeSession:
            self = .done
        }
    }
}
