import HTTPTypes
import MartletHTTP2
import NIOCore

extension HTTP2Stream {
    /// As much of an answer as is kept here before its producer has to wait.
    static let unsentByteLimit = 64 * 1024

    /// What a client has to take within the time for it, so that windows of a few bytes do not hold an answer for ever.
    private static let noteworthyByteCount = 1024

    // MARK: Parts of an answer

    func writeHead(_ response: OutgoingResponse, status: Int, length: Int?, isEnd: Bool) {
        let length = status == 204 || status == 304 ? nil : status == 205 ? 0 : length
        let date = connection.loop.dateLine()
        writeHead(isEnd: isEnd) { response.writeHead(status: status, length: length, date: date, to: &$0) }
    }

    /// Writes a head or trailers, unless something else of the stream waits.
    ///
    /// They wait too while the channel is full: a stream whose answer is not taken stays open, and open streams are limited.
    func writeHead(isEnd: Bool, _ encode: (inout [UInt8]) -> Void) {
        guard !isClosed else { return }
        if unsent.isEmpty, !connection.codec.isOutputBlocked {
            connection.codec.writeHead(ofStreamAt: place, isEnd: isEnd, encode)
            if isEnd { answered() }
        } else {
            var block: [UInt8] = []
            encode(&block)
            wait(with: .head(block, isEnd: isEnd))
        }
    }

    /// Writes data, or keeps it as long as the client does not take it.
    func writeData(_ bytes: ByteBuffer, isEnd: Bool) {
        guard !isClosed else { return }
        let count = bytes.readableBytes
        if unsent.isEmpty, !connection.codec.isOutputBlocked,
            count == 0 || count <= connection.codec.sendableByteCount(ofStreamAt: place)
        {
            connection.write(bytes, of: self, isEnd: isEnd)
            if isEnd { answered() }
        } else {
            wait(with: .data(bytes, isEnd: isEnd))
        }
    }

    private func wait(with part: UnsentPart) {
        if unsent.isEmpty {
            progress = 0
            progressAt = connection.loop.tick
        }
        unsent.append(part)
        connection.queueForSending(self)
    }

    // MARK: What has waited

    /// What came of an attempt to send.
    enum Attempt {
        /// A frame was sent, and there is more.
        case mayGoOn
        /// The window of the connection is used up.
        case waitsForConnection
        /// Nothing is left, or the window of the stream is used up.
        case isDone
    }

    /// The window has grown.
    func mayGoOn() {
        if !unsent.isEmpty { connection.queueForSending(self) }
    }

    /// Sends a frame of what waits.
    func sendNext() -> Attempt {
        guard !isClosed, let part = unsent.first else { return .isDone }
        switch part {
        case .head(let block, let isEnd):
            unsent.removeFirst()
            connection.codec.writeHead(ofStreamAt: place, isEnd: isEnd) { $0.append(contentsOf: block) }
            if isEnd { answered() }
        case .data(let bytes, let isEnd):
            let room = connection.codec.sendableByteCount(ofStreamAt: place)
            let count = bytes.readableBytes
            guard room > 0 || count == 0 else {
                return connection.codec.isSendWindowEmpty ? .waitsForConnection : .isDone
            }
            if count <= room {
                unsent.removeFirst()
                connection.write(bytes, of: self, isEnd: isEnd)
                if isEnd { answered() }
            } else if let slice = unsent.takeData(room) {
                connection.write(slice, of: self, isEnd: false)
            }
            noteProgress(min(count, room))
        }
        return unsent.isEmpty ? .isDone : .mayGoOn
    }

    private func noteProgress(_ byteCount: Int) {
        progress += byteCount
        if progress >= Self.noteworthyByteCount {
            progress = 0
            progressAt = connection.loop.tick
        }
        if unsent.byteCount < Self.unsentByteLimit / 2 { resumeWriter(with: .success(())) }
    }

    /// The answer is complete.
    private func answered() {
        if !hasRequestEnded { answeredAt = connection.loop.tick }
        connection.removeIfEnded(self)
    }
}
