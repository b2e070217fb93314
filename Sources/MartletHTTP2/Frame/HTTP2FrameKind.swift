/// What a frame is: RFC 9113, section 6. Others are ignored.
struct HTTP2FrameKind: RawRepresentable, Equatable, Sendable {
    let rawValue: UInt8

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    static let data = HTTP2FrameKind(rawValue: 0)
    static let headers = HTTP2FrameKind(rawValue: 1)
    static let priority = HTTP2FrameKind(rawValue: 2)
    static let resetStream = HTTP2FrameKind(rawValue: 3)
    static let settings = HTTP2FrameKind(rawValue: 4)
    static let pushPromise = HTTP2FrameKind(rawValue: 5)
    static let ping = HTTP2FrameKind(rawValue: 6)
    static let goAway = HTTP2FrameKind(rawValue: 7)
    static let windowUpdate = HTTP2FrameKind(rawValue: 8)
    static let continuation = HTTP2FrameKind(rawValue: 9)
}
