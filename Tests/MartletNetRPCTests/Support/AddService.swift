import Foundation
import Martlet
import MartletGob
import MartletNetRPC

/// The service of `Go/netrpc.go`.
struct SumRequest: Codable, Sendable {
    var a: Int
    var b: Int

    enum CodingKeys: String, CodingKey {
        case a = "A"
        case b = "B"
    }
}

struct SumReply: Codable, Sendable {
    var v: Int

    enum CodingKeys: String, CodingKey {
        case v = "V"
    }
}

struct Line: Codable, Sendable, Equatable {
    var text: String
    var marks: [Int]?

    enum CodingKeys: String, CodingKey {
        case text = "Text"
        case marks = "Marks"
    }
}

final class Page: Codable, Sendable, Equatable {
    let title: String
    let lines: [Line]?
    let words: [String: Int]?
    let next: Page?
    let data: Data?

    init(title: String, lines: [Line]? = nil, words: [String: Int]? = nil, next: Page? = nil, data: Data? = nil) {
        (self.title, self.lines, self.words, self.next, self.data) = (title, lines, words, next, data)
    }

    enum CodingKeys: String, CodingKey {
        case title = "Title"
        case lines = "Lines"
        case words = "Words"
        case next = "Next"
        case data = "Data"
    }

    static func == (left: Page, right: Page) -> Bool {
        left.title == right.title && left.lines == right.lines && left.words == right.words && left.next == right.next
            && left.data == right.data
    }
}

struct Circle: Codable, Sendable, Equatable {
    var radius: Double
}

struct Square: Codable, Sendable, Equatable {
    var side: Int
}

struct Shapes: Codable, Sendable {
    var all: [GobInterface]
}

var shapeTypes: GobTypes {
    var types = GobTypes()
    types.register(Circle.self, as: "main.Circle")
    types.register(Square.self, as: "main.Square")
    return types
}

let sum = Endpoint("sum") { (request: SumRequest) in
    guard request.a != 0 || request.b != 0 else { throw Status(.invalidArgument, "two zeroes") }
    return SumReply(v: request.a + request.b)
}

var addMethods: NetRPCMethods {
    NetRPCMethods {
        NetRPCMethod("Add.Sum", to: sum)
        NetRPCMethod("Add.Join", to: Endpoint("join") { (words: [String]) in words.joined() })
        NetRPCMethod(
            "Add.Count",
            to: Endpoint("count") { (words: [String]) in
                words.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
            }
        )
        NetRPCMethod("Add.Echo", to: Endpoint("echo") { (page: Page) in page })
        NetRPCMethod(
            "Add.Area",
            to: Endpoint("area") { (shapes: Shapes) in
                shapes.all.map { shape in
                    switch shape.value {
                    case let circle as Circle: GobInterface(3 * circle.radius * circle.radius)
                    case let square as Square: GobInterface(Square(side: square.side * square.side))
                    default: GobInterface("unknown")
                    }
                }
            }
        )
    }
}
