import HTTPTypes
import NIOHPACK

extension HPACKHeaders {
    /// The head of a response.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - response: Its fields. Those about the connection, and those that are the server's own, are left out.
    ///   - length: The length of the body, where it is known and nothing follows the body.
    ///   - date: The value of the Date field.
    init(status: Int, of response: borrowing OutgoingResponse, length: Int?, date: String) {
        self.init()
        reserveCapacity(4 + response.fields.count)
        add(name: ":status", value: Self.text(ofStatus: status))
        if let contentType = response.contentType { add(name: "content-type", value: contentType.value) }
        for field in response.fields {
            guard Self.maySend(field.name.canonicalName), response.contentType == nil || field.name != .contentType
            else {
                continue
            }
            add(name: field.name.canonicalName, value: field.value)
        }
        if let length { add(name: "content-length", value: String(length), indexing: .nonIndexable) }
        add(name: "date", value: date)
    }

    /// The fields behind a body.
    init(trailers: HTTPFields) {
        self.init()
        reserveCapacity(trailers.count)
        for field in trailers where Self.maySend(field.name.canonicalName) {
            add(name: field.name.canonicalName, value: field.value)
        }
    }

    private static func maySend(_ name: String) -> Bool {
        switch name {
        case "connection", "content-length", "date", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade":
            false
        default: true
        }
    }

    private static func text(ofStatus status: Int) -> String {
        status == 200 ? "200" : String(status)
    }
}
