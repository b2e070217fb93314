/// Writes Jute, the encoding of ZooKeeper's messages.
package struct JuteWriter {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// What has been written with its length before it, as it goes over the wire.
    package var frame: [UInt8] {
        var frame = JuteWriter()
        frame.buffer(bytes)
        return frame.bytes
    }

    package mutating func bool(_ value: Bool) {
        bytes.append(value ? 1 : 0)
    }

    package mutating func int(_ value: Int32) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func long(_ value: Int64) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func buffer(_ value: some Collection<UInt8>) {
        int(Int32(clamping: value.count))
        bytes.append(contentsOf: value)
    }

    package mutating func string(_ value: String) {
        buffer(Array(value.utf8))
    }
}
