import MartletJSON

/// Some of everything that JSON has.
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

    var renamed: Profile {
        var profile = self
        profile.name = name.uppercased()
        return profile
    }
}

extension Profile: JSONReadable, JSONWritable {
    init(from reader: inout JSONReader) throws {
        let object = try reader.object()
        id = try object.read("id")
        name = try object.read("name")
        addresses = try object.read("addresses")
        age = try object.read("age")
        score = try object.read("score")
        tags = try object.read("tags")
    }

    func write(to writer: inout JSONWriter) throws {
        try writer.writeObject { object in
            object.write("id", id)
            object.write("name", name)
            try object.write("addresses", addresses)
            object.write("age", age)
            try object.write("score", score)
            try object.write("tags", tags)
        }
    }
}

extension Profile.Address: JSONReadable, JSONWritable {
    init(from reader: inout JSONReader) throws {
        let object = try reader.object()
        id = try object.read("id")
        location = try object.read("location")
    }

    func write(to writer: inout JSONWriter) throws {
        try writer.writeObject { object in
            object.write("id", id)
            object.write("location", location)
        }
    }
}
