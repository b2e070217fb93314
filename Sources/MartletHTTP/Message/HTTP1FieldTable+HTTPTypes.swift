import HTTPTypes
import MartletHTTP1

extension HTTP1FieldTable {
    /// The first fields, in the types that the ecosystem shares.
    ///
    /// - Parameters:
    ///   - count: How many there are.
    ///   - bytes: The input that they were read from.
    ///   - start: What their slices count from, an offset into the input.
    func httpFields(count: Int, in bytes: UnsafeRawBufferPointer, from start: Int) -> HTTPFields {
        var httpFields = HTTPFields()
        httpFields.reserveCapacity(count)
        let section = UnsafeRawBufferPointer(rebasing: bytes[start...])
        for field in fields(count: count) {
            guard let name = HTTPField.Name(String(decoding: section[field.name.range], as: UTF8.self)) else {
                continue
            }
            httpFields.append(HTTPField(name: name, value: String(decoding: section[field.value.range], as: UTF8.self)))
        }
        return httpFields
    }
}
