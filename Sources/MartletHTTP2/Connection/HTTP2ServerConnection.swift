/// One connection of a server as a value: its streams, both directions of flow control, and what a client may not do. No I/O and
/// no clock. Source: RFC 9113.
///
/// Input goes through ``receive(_:at:)``, which answers with one event after the other. What is to be sent, on request or on the
/// codec's own account, is appended to ``output``. The life of a stream:
///
/// 1. `request` opens it; `data` and `trailers` go on until one of them says that it is the end.
/// 2. ``writeHead(ofStreamAt:isEnd:_:)``, and ``writeData(_:ofStreamAt:isEnd:)`` as far as
///    ``sendableByteCount(ofStreamAt:)`` goes.
/// 3. When either side has ended, ``removeStreamIfEnded(at:)`` tells whether both have. A reset removes it at once.
package struct HTTP2ServerConnection: Sendable {
    enum Phase: Sendable {
        /// The fixed bytes with which a client begins are yet to come.
        case preface
        /// And the settings behind them.
        case settings
        case open
        case failed
    }

    /// The largest window that there is.
    static let maximumWindow = 0x7FFF_FFFF

    /// The window of a connection, and of a stream, before anything is said about it: section 6.9.2.
    static let initialWindow = 65_535

    let limits: HTTP2ServerLimits

    /// Frames that are to be sent.
    package var output: [UInt8] = []

    /// The time in milliseconds, from any moment on: to be set before input is handed over.
    package var now = 0

    /// Whether the client takes nothing at the moment. Then answers to what it sends may become too many.
    package var isOutputBlocked = false {
        didSet { if !isOutputBlocked { untakenFrameCount = 0 } }
    }

    /// The fields of the message that was read last.
    package internal(set) var section: HTTP2FieldSection

    /// The head of the request that was read last.
    package internal(set) var head = HTTP2RequestHead()

    /// The last stream that the client has opened, and that was not refused because the end is near.
    var lastStreamID: UInt32 = 0

    var phase = Phase.preface
    var streams = HTTP2StreamTable()
    var decoder: HPACKDecoder
    var block: HTTP2HeaderBlock?
    var resetStreams: HTTP2ResetStreams

    /// What the client has said of itself.
    var peer = HTTP2Settings()
    /// Whether the client knows our settings.
    var isAcknowledged = false
    /// Whether the client was told that no table is used, or will be: its memory for one had to shrink.
    var isTableEmpty = false
    /// Whether the next header block must begin with the news that no table is used: RFC 7541, section 4.2.
    var announcesEmptyTable = false
    /// Whether streams above ``lastStreamID`` are ignored, because the client was told so.
    var hasLeft = false

    var sendWindow = initialWindow
    var receiveWindow: Int

    var controlFrames = HTTP2ServerLimits.controlFrames
    var streamErrors = HTTP2ServerLimits.streamErrors
    var streamResets: HTTP2RateLimit
    var untakenFrameCount = 0

    /// A connection that was just accepted. The settings of the server are in its output.
    package init(_ limits: HTTP2ServerLimits) {
        self.limits = limits
        receiveWindow = limits.connectionWindow
        section = HTTP2FieldSection(byteLimit: limits.headByteCount)
        decoder = HPACKDecoder(listByteLimit: limits.fieldListByteCount)
        resetStreams = HTTP2ResetStreams(limit: max(1, min(2 * limits.streamCount, 1_000)))
        streamResets = HTTP2RateLimit(count: limits.streamResetCount, milliseconds: 30_000)
        output.appendSettings([
            (.maximumConcurrentStreams, UInt32(clamping: limits.streamCount)),
            (.initialWindowSize, UInt32(clamping: limits.streamWindow)),
            (.maximumHeaderListSize, UInt32(clamping: limits.fieldListByteCount)),
        ])
        let increment = limits.connectionWindow - Self.initialWindow
        if increment > 0 { output.appendFrame(.windowUpdate, on: 0, UInt32(clamping: increment)) }
    }

    /// How many streams are open.
    package var streamCount: Int { streams.count }

    /// The id of an open stream.
    package func id(ofStreamAt place: Int) -> UInt32 { streams[place].id }

    /// Gives memory back that is not in use.
    package mutating func giveMemoryBack() {
        section = HTTP2FieldSection(byteLimit: limits.headByteCount)
        if output.isEmpty { output = [] }
    }

    // MARK: Ends

    /// Removes a stream if both sides have ended it.
    ///
    /// - Returns: Whether that was so.
    package mutating func removeStreamIfEnded(at place: Int) -> Bool {
        guard streams[place].hasRequestEnded, streams[place].hasResponseEnded else { return false }
        streams.remove(at: place)
        return true
    }

    /// Resets a stream, which is removed.
    package mutating func reset(streamAt place: Int, _ code: HTTP2ErrorCode) {
        let id = streams[place].id
        streams.remove(at: place)
        appendReset(id, code)
    }

    mutating func appendReset(_ id: UInt32, _ code: HTTP2ErrorCode) {
        resetStreams.insert(id)
        output.appendFrame(.resetStream, on: id, code.rawValue)
        countUntakenFrame()
    }

    /// Tells the client that the end is near, without losing what it sends meanwhile: section 6.8.
    ///
    /// - Parameter ping: What an answer to will have in it: the client then knows.
    package mutating func announceEnd(ping: UInt64) {
        output.appendGoAway(lastStreamID: UInt32(Self.maximumWindow), .noError)
        output.appendPing(ping, isAnswer: false)
    }

    /// Tells the client which stream was the last. Those after it are ignored from now on.
    package mutating func leave() {
        hasLeft = true
        output.appendGoAway(lastStreamID: lastStreamID, .noError)
    }

    /// Gives the connection up.
    mutating func fail(_ code: HTTP2ErrorCode) -> HTTP2ServerEvent {
        phase = .failed
        output.appendGoAway(lastStreamID: lastStreamID, code)
        return .failed(code)
    }
}
