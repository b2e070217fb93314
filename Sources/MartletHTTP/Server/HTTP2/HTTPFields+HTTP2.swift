import HTTPTypes
import MartletHTTP2

extension HTTPFields {
    /// The fields behind a body.
    init(_ section: borrowing HTTP2FieldSection) {
        self.init()
        for field in section.fields {
            let name = String(decoding: section.bytes[field.name], as: UTF8.self)
            guard let name = HTTPField.Name(name) else { continue }
            append(HTTPField(name: name, value: String(decoding: section.bytes[field.value], as: UTF8.self)))
        }
    }
}
