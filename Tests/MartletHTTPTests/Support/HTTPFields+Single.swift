import HTTPTypes

extension HTTPFields {
    /// One field, whose name is known to be one.
    init(_ name: String, _ value: String) {
        self.init()
        if let name = HTTPField.Name(name) { self[name] = value }
    }
}
