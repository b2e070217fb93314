/// What a server tells unasked: something that was watched has changed, which it tells once.
package struct WatchEvent: Hashable, Sendable {
    /// What has happened to the node.
    package struct Kind: RawRepresentable, Hashable, Sendable {
        package let rawValue: Int32

        package init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        package static let created = Kind(rawValue: 1)
        package static let deleted = Kind(rawValue: 2)
        package static let dataChanged = Kind(rawValue: 3)
        package static let childrenChanged = Kind(rawValue: 4)
    }

    package let kind: Kind
    package let path: String

    package init(_ kind: Kind, _ path: String) {
        self.kind = kind
        self.path = path
    }

    package init(_ reader: inout JuteReader) throws(JuteError) {
        kind = Kind(rawValue: try reader.int())
        _ = try reader.int()  // the state of the session, which we know
        path = try reader.string() ?? ""
    }
}
