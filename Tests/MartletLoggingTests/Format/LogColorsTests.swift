import Logging
import Testing

@testable import MartletLogging

@Suite struct LogColorsTests {
    @Test func coloursByMetadata() {
        let colors = LogColors { $0.metadata["a"] == nil ? .none : .init(.green, on: .white) }
        #expect(line(LogFormat.bareLogfmt.colored(colors), metadata: ["a": "1"]) == "\u{1B}[92;107ma=1\u{1B}[0m")
        #expect(line(LogFormat.bareLogfmt.colored(colors), metadata: ["hello": "world"]) == "hello=world")
        #expect(line(LogFormat.bareLogfmt.colored(nil), metadata: ["a": "1"]) == "a=1")
    }

    @Test func coloursByLevel() {
        let format = LogFormat.plainLogfmt.colored(.byLevel)
        #expect(line(format, level: .error, "x") == "\u{1B}[91mlevel=error msg=x\u{1B}[0m")
        #expect(line(format, level: .critical, "x") == "\u{1B}[97;41mlevel=error msg=x\u{1B}[0m")
        #expect(line(format, level: .warning, "x") == "\u{1B}[93mlevel=warn msg=x\u{1B}[0m")
        #expect(line(format, level: .info, "x") == "level=info msg=x")
        #expect(line(format, level: .debug, "x") == "\u{1B}[90mlevel=debug msg=x\u{1B}[0m")
    }

    @Test func backgroundAlone() {
        let colors = LogColors { _ in .init(nil, on: .darkBlue) }
        #expect(line(LogFormat.custom { $1.append("x") }.colored(colors)) == "\u{1B}[44mx\u{1B}[0m")
    }

    @Test(arguments: [
        (true, ["TERM": "xterm"], true), (true, [:], false), (true, ["TERM": "dumb"], false),
        (true, ["TERM": ""], false),
        (true, ["TERM": "xterm", "NO_COLOR": "1"], false), (true, ["TERM": "xterm", "NO_COLOR": ""], true),
        (false, ["TERM": "xterm"], false),
    ])
    func onlyOnATerminal(_ isTerminal: Bool, _ environment: [String: String], _ expected: Bool) {
        #expect(LogColors.isWanted(isTerminal: isTerminal) { environment[$0] } == expected)
    }
}
