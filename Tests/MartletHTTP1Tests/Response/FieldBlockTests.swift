import MartletHTTP1
import Testing

@Suite struct FieldBlockTests {
    private func error(_ name: String, _ value: String) -> HTTP1FieldError? {
        var block = HTTP1FieldBlock()
        do throws(HTTP1FieldError) {
            try block.append(name: name, value: value)
            return nil
        } catch {
            #expect(block.byteCount == 0)
            return error
        }
    }

    @Test(arguments: [
        "a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\0b", "\r\n\r\n<html>", "a\u{7F}", "a\u{1B}[0m", "\u{B}",
        "a value of some length\r\n",
    ])
    func valuesCannotSplitAResponse(value: String) {
        #expect(error("X", value) == .invalidValue)
    }

    @Test(arguments: ["", " ", "X Y", "X:", "X\r\nY", "X\0", "Xé", "(X)", "X\t"])
    func namesAreTokens(name: String) {
        #expect(error(name, "y") == .invalidName)
    }

    @Test(arguments: ["Content-Length", "transfer-encoding", "DATE", "Connection", "Keep-Alive"])
    func theCodecsOwnFieldsAreReserved(name: String) {
        #expect(error(name, "1") == .reservedName)
    }

    @Test(arguments: ["", "y", "a\tb", "é ☃", " y "])
    func otherValuesAreWrittenAsTheyAre(value: String) throws {
        #expect(error("X", value) == nil)
        var block = HTTP1FieldBlock()
        try block.append(name: "X", value: value)
        try block.append(name: "Y", value: "z")
        let text = written(reserving: 100) { HTTP1ChunkWriter.appendEnd(trailers: block, to: &$0) }
        #expect(text == "0\r\nX: \(value)\r\nY: z\r\n\r\n")
        block.removeAll()
        #expect(block.byteCount == 0)
    }
}
