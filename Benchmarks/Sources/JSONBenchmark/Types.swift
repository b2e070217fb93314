struct Tiny: Codable, Sendable {
    var s: String

    static let json = #"{"s":"hello, world"}"#
}

struct Profile: Codable, Sendable {
    struct Address: Codable, Sendable {
        var id: String
        var location: String
    }

    var id: String
    var name: String
    var addresses: [Address]
    var age: Int
    var score: Double
    var tags: [String]
    var nick: String?

    /// 376 bytes.
    static let json = """
        {"id":"u-123456","name":"Ada Lovelace","addresses":[\
        {"id":"a1","location":"12 St James Square, London"},\
        {"id":"a2","location":"Ockham Park, Surrey"},\
        {"id":"a3","location":"6 Great Cumberland Place"},\
        {"id":"a4","location":"East Horsley Towers"},\
        {"id":"a5","location":"Ashley Combe, Porlock"}],\
        "age":36,"score":97.25,"tags":["math","engine","poet","london","first"],"nick":null}
        """
}
