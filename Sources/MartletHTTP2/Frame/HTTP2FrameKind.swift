/// What a frame is: RFC 9113, section 6. Others are ignored.
package struct HTTP2FrameKind: RawRepresentable, Equatable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let data = HTTP2FrameKind(rawValue: 0)
    package static let headers = HTTP2FrameKind(rawValue: 1)
    package static let priority = HTTP2FrameKind(rawValue: 2)
    package static let resetStream = HTTP2FrameKind(rawValue: 3)
    package static let settings = HTTP2FrameKind(rawValue: 4)
    package static let pushPromise = HTTP2FrameKind(rawValue: 5)
    package static let ping = HTTP2FrameKind(rawValue: 6)
    package static let goAway = HTTP2FrameKind(rawValue: 7)
    package static let windowUpdate = HTTP2FrameKind(rawValue: 8)
    package static let continuation = HTTP2FrameKind(rawValue: 9)
}
