import MartletTesting
import Testing

@testable import MartletHTTP

@Suite("Router: the same as a plain reference")
struct RouterPropertyTests {
    static let methods = ["GET", "HEAD", "POST", "PURGE", "OPTIONS"]
    static let patternSegments = [
        "a", "b", "ab", "", "{}", "{}", "{}", "été", "a literal of more than 16 bytes",
        "b literal of more than 16 bytes",
    ]
    static let pathSegments = [
        "a", "b", "ab", "", "c", "%61", "%41", "a%2Fb", "été", "%C3%A9t%c3%a9", "a literal of more than 16 bytes",
        "%62 literal of more than 16 bytes", "b literal of less", "%FF",
    ]

    @Test("on random tables and paths", arguments: 0..<60 as Range<UInt64>)
    func random(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...60, using: &random)
        let reference = ReferenceRouter((0..<count).map { _ in Self.route(&random) })
        // In another order: the one of the declarations must not matter.
        let router = try makeRouter(reference.texts.shuffled(using: &random))
        var found = 0
        for _ in 0..<150 {
            let method = random.element(of: Self.methods)
            var path = random.path(of: Self.pathSegments, count: 1...5)
            if Int.random(in: 0..<40, using: &random) == 0 { path += random.element(of: ["%", "%4", "%4g", "/%zz"]) }
            let expected = reference.outcome(method, path)
            #expect(router.outcome("\(method) \(path)") == expected, "\(method) \(path) among \(reference.texts)")
            #expect(router.visits("\(method) \(path)") <= 3 * router.table.nodes.count)
            if case .found = expected { found += 1 }
        }
        #expect(found > 0 || count < 10)
    }

    private static func route(_ random: inout SeededGenerator) -> String {
        var pattern = random.path(of: patternSegments, count: 1...4)
        if Int.random(in: 0..<6, using: &random) == 0 { pattern += "/{...}" }
        // Names of their own in each pattern.
        var number = Int.random(in: 0..<100, using: &random)
        let named = pattern.split(separator: "/", omittingEmptySubsequences: false).map { segment -> String in
            number += 1
            return segment == "{}" ? "{p\(number)}" : segment == "{...}" ? "{p\(number)...}" : String(segment)
        }
        return random.element(of: methods) + " " + named.joined(separator: "/")
    }
}
