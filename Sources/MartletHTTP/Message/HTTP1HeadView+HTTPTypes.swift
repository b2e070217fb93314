package import HTTPTypes
package import MartletHTTP1

/// What a head says, in the types that the ecosystem shares. Each of these makes strings; nothing does unless asked.
extension HTTP1HeadView {
    package var httpMethod: HTTPRequest.Method {
        switch head.method {
        case .get: .get
        case .head: .head
        case .post: .post
        case .put: .put
        case .delete: .delete
        case .patch: .patch
        case .options: .options
        case .connect: .connect
        case .trace: .trace
        case .other: HTTPRequest.Method(string(head.methodName)) ?? .get
        }
    }

    package var httpFields: HTTPFields {
        var fields = HTTPFields()
        fields.reserveCapacity(self.fields.count)
        forEachField { name, value in
            guard let name = HTTPField.Name(String(decoding: name, as: UTF8.self)) else { return }
            fields.append(HTTPField(name: name, value: String(decoding: value, as: UTF8.self)))
        }
        return fields
    }

    /// The values of a field, joined as RFC 9110 section 5.3 joins them.
    package func joinedValue(of name: HTTPField.Name) -> String? {
        joinedValue(of: name.canonicalName, separator: name == .cookie ? "; " : ", ")
    }

    /// The values of a field, joined by commas, for names that are known as text.
    package func joinedValue(of name: String, separator: String = ", ") -> String? {
        let nameBytes = name.utf8Span.span.bytes
        guard var index = firstIndex(of: nameBytes) else { return nil }
        var joined = string(fields[index].value)
        while let next = firstIndex(of: nameBytes, from: index + 1) {
            joined += separator + string(fields[next].value)
            index = next
        }
        return joined
    }
}
