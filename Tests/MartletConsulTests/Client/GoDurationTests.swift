import Testing

@testable import MartletConsul

@Suite struct GoDurationTests {
    @Test func milliseconds() {
        #expect(GoDuration.text(.seconds(10)) == "10000ms")
        #expect(GoDuration.text(.milliseconds(1_500)) == "1500ms")
        #expect(GoDuration.text(.microseconds(1_999)) == "1ms")
        #expect(GoDuration.text(.zero) == "0ms")
        #expect(GoDuration.text(.seconds(-5)) == "0ms")
        #expect(GoDuration.text(.seconds(Int64.max)) == "31622400000ms")
    }
}
