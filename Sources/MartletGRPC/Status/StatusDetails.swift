import Martlet

/// The details of a status as `grpc-status-details-bin` carries them: a `google.rpc.Status` with its details as `Any`.
///
/// What a status says about trying again travels as `google.rpc.RetryInfo`.
///
/// Source: [google.rpc.Status](https://github.com/googleapis/googleapis/blob/master/google/rpc/status.proto).
enum StatusDetails {
    /// Writes a status.
    ///
    /// - Returns: `nil` when there is nothing beyond code and message to say.
    static func encode(_ status: Status) -> [UInt8]? {
        var details = status.details
        if let delay = status.retry?.delay, !details.contains(where: { $0.type == retryInfo }) {
            details.append(Status.Detail(type: retryInfo, value: encode(delay)))
        }
        guard !details.isEmpty else { return nil }
        var message = WireWriter()
        message.write(1, number: Int64(status.code.rawValue))
        message.write(2, text: status.message)
        for detail in details {
            var any = WireWriter()
            any.write(1, text: typePrefix + detail.type)
            if !detail.value.isEmpty { any.write(2, bytes: detail.value) }
            message.write(3, bytes: any.bytes)
        }
        return message.bytes
    }

    /// Reads the details into a status whose code and message are known already. Where the two do not agree on the code,
    /// the details are of something else, and are left out.
    static func decode(_ bytes: [UInt8], into status: inout Status) {
        var reader = WireReader(bytes[...])
        var code: Int64 = 0
        var message: String?
        var details: [Status.Detail] = []
        while let (field, value) = reader.next() {
            switch (field, value) {
            case (1, .number(let number)): code = number
            case (2, .bytes(let bytes)): message = String(decoding: bytes, as: UTF8.self)
            case (3, .bytes(let bytes)):
                guard details.count < maximumCount, let detail = detail(bytes) else { return }
                details.append(detail)
            default: break
            }
        }
        guard !reader.hasFailed, code == status.code.rawValue else { return }
        if let message { status.message = message }
        for detail in details where detail.type == retryInfo {
            if let delay = delay(detail.value) { status.retry = .after(delay) }
        }
        // It is in the hint now, and is written from there.
        if status.retry != nil { details.removeAll { $0.type == retryInfo } }
        status.details = details
    }

    private static let retryInfo = "google.rpc.RetryInfo"
    private static let typePrefix = "type.googleapis.com/"

    /// Far more than anybody sends; the bytes are limited by what a header may have.
    private static let maximumCount = 256

    private static func detail(_ bytes: ArraySlice<UInt8>) -> Status.Detail? {
        var reader = WireReader(bytes)
        var detail = Status.Detail(type: "", value: [])
        while let (field, value) = reader.next() {
            switch (field, value) {
            // The name of the type is what follows the last slash.
            case (1, .bytes(let url)):
                detail.type = String(decoding: url.split(separator: UInt8(ascii: "/")).last ?? [], as: UTF8.self)
            case (2, .bytes(let bytes)): detail.value = Array(bytes)
            default: break
            }
        }
        return reader.hasFailed ? nil : detail
    }

    /// `RetryInfo { Duration retry_delay = 1 }`, `Duration { int64 seconds = 1; int32 nanos = 2 }`.
    private static func encode(_ delay: Duration) -> [UInt8] {
        let (seconds, attoseconds) = delay.components
        var duration = WireWriter()
        duration.write(1, number: seconds)
        duration.write(2, number: attoseconds / 1_000_000_000)
        var info = WireWriter()
        info.write(1, bytes: duration.bytes)
        return info.bytes
    }

    private static func delay(_ info: [UInt8]) -> Duration? {
        var reader = WireReader(info[...])
        var delay: Duration?
        while let (field, value) = reader.next() {
            if field == 1, case .bytes(let bytes) = value { delay = duration(bytes) }
        }
        return reader.hasFailed ? nil : delay
    }

    private static func duration(_ bytes: ArraySlice<UInt8>) -> Duration? {
        var reader = WireReader(bytes)
        var seconds: Int64 = 0
        var nanoseconds: Int64 = 0
        while let (field, value) = reader.next() {
            switch (field, value) {
            case (1, .number(let number)): seconds = number
            case (2, .number(let number)): nanoseconds = number
            default: break
            }
        }
        // The range of `google.protobuf.Duration`.
        guard !reader.hasFailed, (0...315_576_000_000).contains(seconds), (0..<1_000_000_000).contains(nanoseconds)
        else {
            return nil
        }
        return .seconds(seconds) + .nanoseconds(nanoseconds)
    }
}
