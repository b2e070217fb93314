/// What a server knows of a node beside its data.
package struct NodeStat: Hashable, Sendable {
    /// The change that created it: tells a node from a later one of the same path.
    package let creation: Int64
    /// How often its data has changed.
    package let version: Int32
    /// The session that it lives as long as; 0 for one that stays.
    package let owner: Int64

    package init(creation: Int64, version: Int32, owner: Int64) {
        self.creation = creation
        self.version = version
        self.owner = owner
    }

    package init(_ reader: inout JuteReader) throws(JuteError) {
        creation = try reader.long()
        _ = try reader.long()  // the last change
        _ = try reader.long()  // when it was created
        _ = try reader.long()  // when it was changed
        version = try reader.int()
        _ = try reader.int()  // version of its children
        _ = try reader.int()  // version of its ACL
        owner = try reader.long()
        _ = try reader.int()  // length of its data
        _ = try reader.int()  // number of its children
        _ = try reader.long()  // the last change of its children
    }
}
