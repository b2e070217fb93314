/// A request method, RFC 9110 section 9.1. Methods are case-sensitive.
package enum HTTP1Method: UInt8, CaseIterable, Sendable {
    case get
    case head
    case post
    case put
    case delete
    case patch
    case options
    case connect
    case trace

    /// Any other token; the head knows where it stands.
    case other
}

extension HTTP1Method {
    /// The longest method that is read at all.
    static let maximumByteCount = 32

    /// The method spelt by the lowest `count` bytes of `word`.
    @inline(__always)
    init(word: UInt64, count: Int) {
        guard count < 8 else {
            self = .other
            return
        }
        let mask = (1 as UInt64) &<< (UInt64(truncatingIfNeeded: count) &* 8) &- 1
        switch word & mask {
        case 0x54_4547: self = .get
        case 0x4441_4548: self = .head
        case 0x5453_4F50: self = .post
        case 0x54_5550: self = .put
        case 0x4554_454C_4544: self = .delete
        case 0x48_4354_4150: self = .patch
        case 0x53_4E4F_4954_504F: self = .options
        case 0x54_4345_4E4E_4F43: self = .connect
        case 0x45_4341_5254: self = .trace
        default: self = .other
        }
    }
}
