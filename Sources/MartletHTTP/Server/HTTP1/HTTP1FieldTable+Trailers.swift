import HTTPTypes
import MartletHTTP1

extension HTTP1FieldTable {
    /// The fields behind a body in chunks.
    ///
    /// - Parameters:
    ///   - count: How many there are.
    ///   - bytes: The input that they were read from.
    ///   - start: What their slices count from, an offset into the input.
    func trailers(count: Int, in bytes: UnsafeRawBufferPointer, from start: Int) -> HTTPFields {
        var trailers = HTTPFields()
        let section = UnsafeRawBufferPointer(rebasing: bytes[start...])
        for field in fields(count: count) {
            guard let name = HTTPField.Name(String(decoding: section[field.name.range], as: UTF8.self)) else {
                continue
            }
            trailers.append(HTTPField(name: name, value: String(decoding: section[field.value.range], as: UTF8.self)))
        }
        return trailers
    }
}
