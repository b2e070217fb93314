import MartletGob
import MartletHTTP
import MartletJSON
import NIOCore

extension ServerConnectionHandler {
    /// Starts calls for as long as there are whole ones, and room for them.
    func process() {
        guard !isProcessing else { return }
        isProcessing = true
        // Moved out: whatever happens while a call begins, the bytes that it reads stay where they are.
        var bytes = ByteBuffer()
        swap(&bytes, &input)
        while beginsCalls, !isClosed, !isBusy, bytes.readableBytes > 0 {
            guard let used = bytes.withUnsafeReadableBytes({ step($0) }) else { break }
            bytes.moveReaderIndex(forwardBy: used)
            if output.readableBytes >= Self.outputBatchByteCount { flush() }
        }
        // More may have arrived meanwhile.
        if input.readableBytes > 0 { bytes.appendInput(input) }
        if closing == .answering, !isBusy { closing = .draining }
        if bytes.readableBytes > 0, beginsCalls, !isClosed { input = bytes } else { input = ByteBuffer() }
        isProcessing = false
        noteActivity()
        if output.readableBytes > 0 || closing != nil { queueForFlush() }
        resumeReading()
    }

    /// Goes on with what has arrived meanwhile, but not from within the task of a call: the next one would begin with its
    /// context and its cancellation.
    func proceed() {
        guard input.readableBytes > 0, !isProcessing else { return resumeReading() }
        loop.eventLoop.execute { self.process() }
    }

    /// Takes one step: a message, or what comes before the first one.
    ///
    /// - Returns: The number of bytes that were used, or `nil` if more must arrive first.
    private func step(_ bytes: UnsafeRawBufferPointer) -> Int? {
        switch wire {
        case .gob(let gob): stepGob(bytes, gob)
        case .json: stepJSON(bytes)
        case .unknown: stepPreface(bytes)
        }
    }

    private func stepPreface(_ bytes: UnsafeRawBufferPointer) -> Int? {
        let limit = settings.limits.headByteCount
        switch ConnectionPreface.read(bytes, path: settings.path, limit: limit) {
        case .incomplete: return nil
        case .gob where settings.protocols.contains(.gob):
            wire = .gob(GobConnection(settings.gobLimits, isServer: true))
            return 0
        case .json where settings.protocols.contains(.json):
            wire = .json
            return 0
        case .http(let byteCount, let answer) where settings.protocols.contains(.gobOverHTTP):
            output.writeStaticString(answer.bytes)
            if case .connected = answer {
                wire = .gob(GobConnection(settings.gobLimits, isServer: true))
            } else {
                shutDown()
            }
            return byteCount
        default:
            return breakOff(bytes)
        }
    }

    /// Ends a connection whose input cannot be read on; the calls before are answered.
    private func breakOff(_ bytes: UnsafeRawBufferPointer) -> Int {
        shutDown()
        return bytes.count
    }

    // MARK: Gob

    private func stepGob(_ bytes: UnsafeRawBufferPointer, _ gob: GobConnection) -> Int? {
        let bytes = bytes.bindMemory(to: UInt8.self)
        do throws(GobError) {
            guard let message = try gob.decoding.nextMessage(bytes.span, from: 0) else { return nil }
            let payload = UnsafeBufferPointer(rebasing: bytes[message])
            if let header {
                guard try gob.decoding.receive(payload) else { return message.upperBound }
                self.header = nil
                if let method = header.method {
                    method.handle(header.call, .gob(gob.decoding), on: self)
                } else {
                    gob.decoding.discard()
                    refuse(header.call, table.refusal(of: header.call.name))
                }
                // Whoever did not decode it leaves it behind.
                gob.decoding.discard()
            } else if let value = try gob.decoding.begin(payload.span) {
                let header = try gob.reader.read(payload.span, value, in: gob.decoding)
                let name = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(payload)[header.method])
                let method = table.find(name)
                let call = ServerCall(
                    sequence: header.sequence,
                    name: method?.name ?? String(decoding: name, as: UTF8.self)
                )
                self.header = (call, method)
            }
            return message.upperBound
        } catch {
            return breakOff(UnsafeRawBufferPointer(bytes))
        }
    }

    // MARK: JSON

    private func stepJSON(_ bytes: UnsafeRawBufferPointer) -> Int? {
        let end: Int?
        do throws(JSONFrame.Malformed) {
            end = try frame.end(in: bytes)
        } catch {
            return breakOff(bytes)
        }
        guard let end else { return bytes.count > settings.limits.messageByteCount ? breakOff(bytes) : nil }
        let message = UnsafeRawBufferPointer(rebasing: bytes[..<end])
        guard end <= settings.limits.messageByteCount, let call = try? JSONMessage(message) else {
            return breakOff(bytes)
        }
        handle(call, message)
        return end
    }

    private func handle(_ message: JSONMessage, _ bytes: UnsafeRawBufferPointer) {
        func part(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[range]) }
        var call = ServerCall(sequence: 0, name: "")
        call.id = message.id.isEmpty ? Array("null".utf8) : Array(part(message.id))
        // As in Go, a message without a name is a call of no method.
        call.name = (try? JSONMessage.codec.decode(String.self, from: part(message.method).bytes)) ?? ""
        let method = Array(call.name.utf8).withUnsafeBytes { table.find($0) }
        guard let method else { return refuse(call, table.refusal(of: call.name)) }
        guard !message.params.isEmpty, !part(message.params).elementsEqual("null".utf8) else {
            return refuse(call, "jsonrpc: request body missing params")
        }
        method.handle(call, .json(part(message.params)), on: self)
    }
}
