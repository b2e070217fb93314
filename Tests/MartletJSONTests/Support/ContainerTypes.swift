// Types that use their coder in every way it can be used, legal and unusual.

class Animal: Codable, @unchecked Sendable {
    private enum CodingKeys: CodingKey {
        case name, legs
    }

    let name: String
    let legs: Int

    init(name: String, legs: Int) {
        self.name = name
        self.legs = legs
    }

    required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        legs = try container.decode(Int.self, forKey: .legs)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(legs, forKey: .legs)
    }
}

/// Its superclass has an encoder of its own.
final class Dog: Animal, @unchecked Sendable {
    private enum CodingKeys: CodingKey {
        case breed
    }

    let breed: String

    init(name: String, legs: Int, breed: String) {
        self.breed = breed
        super.init(name: name, legs: legs)
    }

    required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        breed = try container.decode(String.self, forKey: .breed)
        try super.init(from: container.superDecoder())
    }

    override func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(breed, forKey: .breed)
        try super.encode(to: container.superEncoder())
    }
}

/// It shares the object with its superclass.
final class SharedDog: Animal, @unchecked Sendable {
    private enum CodingKeys: CodingKey {
        case breed, more
    }

    let breed: String

    init(name: String, breed: String) {
        self.breed = breed
        super.init(name: name, legs: 4)
    }

    required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        breed = try container.decode(String.self, forKey: .breed)
        try super.init(from: decoder)
    }

    override func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(breed, forKey: .breed)
        try super.encode(to: encoder)
        try container.encode([1, 2], forKey: .more)
    }
}

enum Letter: String, CodingKey {
    case a, b, c, d
}

/// What it decodes doesn't matter: the documents are compared.
protocol WritesOnly: Codable, Sendable {
    init()
}

extension WritesOnly {
    init(from decoder: any Decoder) throws {
        self.init()
    }
}

struct NestedContainers: WritesOnly {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Letter.self)
        var object = container.nestedContainer(keyedBy: Letter.self, forKey: .a)
        try object.encode(1, forKey: .a)
        _ = object.nestedContainer(keyedBy: Letter.self, forKey: .b)
        _ = object.nestedUnkeyedContainer(forKey: .c)
        var array = container.nestedUnkeyedContainer(forKey: .b)
        try array.encode("x")
        try array.encodeNil()
        var inner = array.nestedContainer(keyedBy: Letter.self)
        try inner.encodeNil(forKey: .d)
        var deep = array.nestedUnkeyedContainer()
        try deep.encode(contentsOf: [1, 2])
        try array.encode(array.count)
    }
}

struct NestedTwice: WritesOnly {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Letter.self)
        var first = container.nestedContainer(keyedBy: Letter.self, forKey: .a)
        try first.encode(1, forKey: .a)
        try container.encode(true, forKey: .d)
        var second = container.nestedContainer(keyedBy: Letter.self, forKey: .a)
        try second.encode(2, forKey: .b)
        try first.encode(3, forKey: .c)
        var array = container.nestedUnkeyedContainer(forKey: .b)
        try array.encode(1)
        var again = container.nestedUnkeyedContainer(forKey: .b)
        try again.encode(2)
        try array.encode(again.count)
    }
}

struct Interleaved: WritesOnly {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Letter.self)
        var left = container.nestedContainer(keyedBy: Letter.self, forKey: .a)
        var right = container.nestedUnkeyedContainer(forKey: .b)
        try left.encode("l", forKey: .a)
        try right.encode("r")
        try container.encode(["x": [1]], forKey: .c)
        try left.encode(["y": 2], forKey: .b)
        try right.encode(Nothing())
        try right.encode(1.5)
    }
}

struct KeyTwice: WritesOnly {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Letter.self)
        try container.encode(1, forKey: .a)
        try container.encode([2], forKey: .b)
        try container.encode("replaced", forKey: .a)
        try container.encode(["x": 1], forKey: .b)
        try container.encode(["y": 2], forKey: .b)
    }
}

struct LateSuper: WritesOnly {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Letter.self)
        try container.encode(1, forKey: .a)
        let named = container.superEncoder(forKey: .d)
        let unnamed = container.superEncoder()
        try container.encode(2, forKey: .b)
        try ["x": [1, 2]].encode(to: unnamed)
        var single = named.singleValueContainer()
        try single.encode("late")
        try container.encode(3, forKey: .c)
    }
}

struct UnkeyedSuper: WritesOnly {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(1)
        let first = container.superEncoder()
        try container.encode(2)
        let second = container.superEncoder()
        try container.encode(3)
        try "second".encode(to: second)
        try [true].encode(to: first)
    }
}

struct UnusedSuper: WritesOnly {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Letter.self)
        _ = container.superEncoder()
        var array = container.nestedUnkeyedContainer(forKey: .a)
        _ = array.superEncoder()
    }
}

struct CaughtError: WritesOnly {
    struct Failing: Encodable {
        struct Error: Swift.Error {}

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Letter.self)
            try container.encode([1, 2], forKey: .a)
            _ = container.nestedUnkeyedContainer(forKey: .b)
            throw Error()
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Letter.self)
        try container.encode(1, forKey: .a)
        try? container.encode(Failing(), forKey: .b)
        try? container.encode(Double.nan, forKey: .c)
        try container.encode(4, forKey: .d)
    }
}

struct TwoUnkeyed: WritesOnly {
    func encode(to encoder: any Encoder) throws {
        var first = encoder.unkeyedContainer()
        try first.encode(1)
        var second = encoder.unkeyedContainer()
        try second.encode(2)
        try first.encode(second.count)
        try first.encode(["a": 1])
        try second.encode(first.count)
    }
}

/// A value that writes into the container around it while it is being encoded.
struct ParentWhileChild: WritesOnly {
    final class Child: Encodable, @unchecked Sendable {
        var around: KeyedEncodingContainer<Letter>?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Letter.self)
            try container.encode(1, forKey: .a)
            try around?.encode(2, forKey: .b)
            try container.encode(3, forKey: .c)
        }
    }

    var child: Child

    init(child: Child) {
        self.child = child
    }

    init() {
        child = Child()
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Letter.self)
        child.around = container
        try container.encode(child, forKey: .a)
        child.around = nil
        try container.encode(4, forKey: .d)
    }
}
