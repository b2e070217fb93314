import AsyncHTTPClient
import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import NIOHTTP1

extension OutgoingRequest {
    /// The request in the types of async-http-client, which adds what belongs to the connection and refuses names and
    /// values that would break the request apart.
    func forAsyncHTTPClient() throws -> HTTPClient.Request {
        let url = try url()
        var headers = HTTPHeaders()
        headers.reserveCapacity(fields.count + 2)
        if let contentType { headers.add(name: "Content-Type", value: contentType.value) }
        for field in fields where contentType == nil || field.name != .contentType {
            headers.add(name: field.name.rawName, value: field.value)
        }
        do {
            return try HTTPClient.Request(
                url: url,
                method: HTTPMethod(rawValue: method.rawValue),
                headers: headers,
                body: body.readableBytes == 0 ? nil : .byteBuffer(body)
            )
        } catch {
            throw Status(.internal, "the request has a URL that cannot be called", underlying: error)
        }
    }
}

extension IncomingResponse {
    init(_ head: HTTPResponseHead) {
        var fields = HTTPFields()
        fields.reserveCapacity(head.headers.count)
        for (name, value) in head.headers {
            // A name that is not a token cannot be asked for either.
            guard let name = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        // The parser of NIO lets three digits through.
        let status = HTTPResponse.Status(
            code: min(Int(head.status.code), 999),
            reasonPhrase: head.status.reasonPhrase
        )
        self.init(status: status, fields: fields)
    }
}
