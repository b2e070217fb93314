// A libFuzzer target for what MartletHTTP reads out of a target: path parameters and queries. scripts/fuzz.sh HTTPRouting
//
// The input is the target of a request. It checks that a path with more of it percent-encoded leads to the same route and the
// same parameters, that those lie within the path, and that a query that was decoded, encoded and decoded again is the same.

import Foundation

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    // A server allows 8 KiB.
    let target = Array(UnsafeBufferPointer(start: start, count: min(count, 8192)))
    let parts = target.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
    checkPath(Array(parts[0]))
    if parts.count > 1 { checkQuery(Array(parts[1])) }
    return 0
}

private final class Name: Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }
}

private let router: Router<Name> = {
    let patterns = [
        "/", "/a", "/a/{b}", "/a/{b}/c", "/a/b/{c}", "/a/b/c", "/{x}/{y}", "/files/{path...}", "/é/{n}",
        "/{x}/b/{y}/d",
    ]
    do {
        return try Router(patterns.map { RouteEntry(method: "GET", pattern: $0, value: Name($0)) })
    } catch {
        fatalError("\(error)")
    }
}()

/// The route of a path with its parameters, or how there is none.
private func find(_ path: [UInt8]) -> [String?] {
    var captures: [HTTP1Slice] = []
    let none: [UInt8] = []
    let match = router.find(method: .get, methodName: none.span.bytes, path: path.span.bytes, captures: &captures)
    guard case .found(let name) = match else { return ["\(match)"] }
    return [name.text]
        + captures.map { slice in
            let range = Int(slice.offset)..<Int(slice.offset) + Int(slice.count)
            precondition(range.upperBound <= path.count)
            return PercentEncoding.decode(path.span.bytes.extracting(range))
        }
}

private func checkPath(_ path: [UInt8]) {
    let found = find(path)
    // What is inside of an escape stays as it is, and so does what separates segments.
    var encoded: [UInt8] = []
    var escape = 0
    for byte in path {
        let isPlain = escape == 0 && byte != UInt8(ascii: "/") && byte != UInt8(ascii: "%") && byte != UInt8(ascii: "*")
        escape = byte == UInt8(ascii: "%") ? 2 : max(0, escape - 1)
        encoded += isPlain ? Array(String(format: "%%%02x", byte).utf8) : [byte]
    }
    guard encoded.count <= 1 << 15, found != ["malformed"] else { return }
    let again = find(encoded)
    if again != found { fatalError("\(found) became \(again)") }
}

private func checkQuery(_ bytes: [UInt8]) {
    let query = QueryParameters(bytes.span.bytes)
    var copy = QueryParameters()
    var pairs: [[String]] = []
    for (name, value) in query {
        copy.append(name, value)
        pairs.append([name, value])
    }
    precondition(query.isEmpty == pairs.isEmpty)
    precondition(copy.map { [$0.name, $0.value] } == pairs)
    for pair in pairs.prefix(3) {
        precondition(query[pair[0]] == pairs.first { $0[0] == pair[0] }?[1])
        precondition(query.values(pair[0]) == pairs.filter { $0[0] == pair[0] }.map { $0[1] })
    }
}
