import Testing

@testable import MartletHTTP2

@Suite("The table of streams")
struct HTTP2StreamTableTests {
    @Test("finds what was put in, in whatever order it comes and goes")
    func matchesDictionary() {
        var table = HTTP2StreamTable()
        var expected: [UInt32: Int] = [:]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            // Also ids whose hashes are the same.
            let id = UInt32.random(in: 0...40, using: &random) * (Bool.random(using: &random) ? 2 : 512) + 1
            if let place = expected[id] {
                #expect(table.place(of: id) == place && table[place].id == id)
                table.remove(at: place)
                expected[id] = nil
            } else {
                #expect(table.place(of: id) == nil)
                let place = table.insert(id, sendWindow: 1, receiveWindow: 2)
                #expect(!expected.values.contains(place))
                expected[id] = place
            }
            #expect(table.count == expected.count)
        }
    }

    @Test("changes the send windows of open streams only")
    func windows() {
        var table = HTTP2StreamTable()
        let first = table.insert(1, sendWindow: 5, receiveWindow: 0)
        let second = table.insert(3, sendWindow: 0x7FFF_FFFF, receiveWindow: 0)
        let areSmaller = table.growSendWindows(by: -7)
        #expect(areSmaller && table[first].sendWindow == -2)
        let areTooLarge = !table.growSendWindows(by: 8)
        #expect(areTooLarge)
        table.remove(at: second)
        let areValid = table.growSendWindows(by: 0x7FFF_0000)
        #expect(areValid)
    }
}
