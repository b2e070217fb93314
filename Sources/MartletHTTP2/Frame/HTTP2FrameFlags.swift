/// The flags of a frame; each kind has its own.
package struct HTTP2FrameFlags: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let endStream = HTTP2FrameFlags(rawValue: 0x1)
    package static let acknowledgement = HTTP2FrameFlags(rawValue: 0x1)
    package static let endHeaders = HTTP2FrameFlags(rawValue: 0x4)
    package static let padded = HTTP2FrameFlags(rawValue: 0x8)
    package static let priority = HTTP2FrameFlags(rawValue: 0x20)
}
