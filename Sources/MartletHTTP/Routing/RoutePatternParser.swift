/// Turns the text of a pattern into segments, and says what is wrong with it in words.
struct RoutePatternParser {
    let text: String
    private var names: Set<String> = []

    init(text: String) {
        self.text = text
    }

    /// The segments of the pattern.
    mutating func parse() throws(RoutePatternError) -> [RoutePattern.Segment] {
        // Unicode scalars, since a character may be a slash together with a combining mark.
        let scalars = text.unicodeScalars
        guard scalars.first == "/" else { throw error("it does not start with \"/\"") }
        let parts = scalars.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        var segments: [RoutePattern.Segment] = []
        segments.reserveCapacity(parts.count)
        for part in parts {
            if case .wildcard(let name) = segments.last {
                throw error("\"{\(name)...}\" takes the rest of the path, so it must be the last segment")
            }
            segments.append(try segment(part))
        }
        return segments
    }

    private mutating func segment(_ part: Substring.UnicodeScalarView) throws(RoutePatternError) -> RoutePattern.Segment
    {
        guard try hasBraces(part) else {
            try checkLiteral(part)
            return .literal(String(part))
        }
        let inner = part.dropFirst().dropLast()
        guard part.first == "{", part.last == "}", !inner.contains("}") else {
            throw error("a parameter must be a whole segment, but is only a part of \"\(Substring(part))\"")
        }
        let name = String(inner)
        guard name.hasSuffix("...") else { return .parameter(try parameterName(name)) }
        return .wildcard(try parameterName(String(name.dropLast(3))))
    }

    /// Whether there are braces; if so, they are paired and not nested.
    private func hasBraces(_ part: Substring.UnicodeScalarView) throws(RoutePatternError) -> Bool {
        var isOpen = false
        var found = false
        for scalar in part {
            switch scalar {
            case "{":
                guard !isOpen else { throw error("braces are nested in \"\(Substring(part))\"") }
                isOpen = true
                found = true
            case "}":
                guard isOpen else { throw error("there is a \"}\" without a \"{\" in \"\(Substring(part))\"") }
                isOpen = false
            default:
                break
            }
        }
        guard !isOpen else { throw error("the \"{\" in \"\(Substring(part))\" is not closed") }
        return found
    }

    /// Checks the characters of a name and that it is new.
    private mutating func parameterName(_ name: String) throws(RoutePatternError) -> String {
        guard !name.isEmpty else { throw error("a parameter has no name") }
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                continue
            default:
                throw error("the name \"\(name)\" has something else than ASCII letters, digits, \"_\" and \"-\"")
            }
        }
        guard names.insert(name).inserted else { throw error("the name \"\(name)\" is used twice") }
        return name
    }

    /// Refuses what no path can hold, and what is sure to be meant otherwise.
    private func checkLiteral(_ part: Substring.UnicodeScalarView) throws(RoutePatternError) {
        for scalar in part {
            switch scalar {
            case "?", "#":
                throw error("a path ends before \"\(scalar)\"")
            case "%":
                throw error("a literal is written without percent-encoding")
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
                throw error("\"\(scalar.escaped(asASCII: true))\" is a control character")
            default:
                break
            }
        }
        // Clients and proxies resolve these before they send a path (RFC 3986 section 5.2.4): the route could not be reached.
        if part.elementsEqual(".".unicodeScalars) || part.elementsEqual("..".unicodeScalars) {
            throw error("clients resolve the segment \"\(Substring(part))\" and never send it")
        }
    }

    private func error(_ reason: String) -> RoutePatternError {
        RoutePatternError(pattern: text, reason: reason)
    }
}
