import MartletTracing
import Testing

/// The rules of W3C Trace Context, level 1, about `tracestate`, in their order.
@Suite struct TraceStateRulesTests {
    private func written(_ header: String) -> String? { TraceState(headerValue: header)?.headerValue }

    // MARK: 3.3.1.2 List

    @Test func membersKeepTheirOrder() {
        #expect(
            written("vendorname1=opaqueValue1,vendorname2=opaqueValue2")
                == "vendorname1=opaqueValue1,vendorname2=opaqueValue2"
        )
        let state = TraceState(headerValue: "b=1,a=2")
        #expect(state?.members.map(\.key) == ["b", "a"])
        #expect(state?.members.map(\.value) == ["1", "2"])
    }

    @Test(arguments: [
        "a=1, b=2", "a=1 ,b=2", " \ta=1\t , \tb=2\t ", "a=1,b=2,", ",a=1,b=2", "a=1,,b=2", "a=1, ,\t,b=2",
    ])
    func blanksAndEmptyMembersAreIgnored(header: String) {
        #expect(written(header) == "a=1,b=2")
    }

    @Test(arguments: ["", " ", ",", ", ,\t"])
    func anEmptyFieldIsValidAndIsNotSent(header: String) throws {
        let state = try #require(TraceState(headerValue: header))
        #expect(state.isEmpty)
        var span = SpanContext.remote()
        span.state = state
        #expect(W3CTraceContextPropagator().fields(of: .of(span))["tracestate"] == nil)
    }

    @Test func thereAre32MembersAtMost() {
        let members = (1...33).map { "k\($0)=\($0)" }
        #expect(written(members.prefix(32).joined(separator: ",")) != nil)
        #expect(written(members.joined(separator: ",")) == nil)
        #expect(written(members.prefix(32).joined(separator: ",,,, ,")) != nil, "empty members do not count")
    }

    // MARK: 3.3.1.3 Members

    @Test(arguments: ["a", "=", "a=", "=1", "a=1,b", "a=1,b=", "a=1,=2", "a==1", "a=1=2", "a;b=1", "a=1;b=2"])
    func aMemberIsAKeyAndAValue(header: String) {
        #expect(written(header) == nil)
        #expect(written("x=1," + header) == nil)
    }

    @Test func aKeyOccursOnce() {
        #expect(written("a=1,a=2") == nil)
        #expect(written("a=1,b=1,a=1") == nil)
        #expect(written("a=1,aa=1") == "a=1,aa=1")
    }

    // MARK: 3.3.1.3.1 Key

    @Test(arguments: [
        "a", "z", "foo1", "a_-*/b", "a0123456789", "a".repeated(256), "fw529a3039@dt", "0@a", "9a@b",
        "\("t".repeated(241))@\("v".repeated(14))", "\("0".repeated(241))@v",
    ])
    func validKeys(key: String) {
        #expect(written("\(key)=1") == "\(key)=1")
    }

    @Test(arguments: [
        "A", "fOO", "1a", "0", "_a", "-a", "*a", "/a", "foo ", "fo o", "foo.", "foo!", "foo@", "@foo", "foo@@bar",
        "foo@bar@baz", "foo@1bar", "foo@_bar", "foo@Bar", "Foo@bar", "_foo@bar", "föö", "a".repeated(257),
        "\("t".repeated(242))@v", "t@\("v".repeated(15))", "a\u{0}", "a\u{7F}",
    ])
    func invalidKeys(key: String) {
        // A blank before the equals sign is a part of the key.
        #expect(written("\(key)=1") == nil)
        #expect(written("x=1,\(key)=1,y=2") == nil, "the whole list is dropped")
    }

    // MARK: 3.3.1.3.2 Value

    @Test(arguments: [
        "1", "!\"#$%&'()*+-./0123456789:;<>?@ABCXYZ[\\]^_`abcxyz{|}~", "a b", " a", "v".repeated(256),
        "\(" ".repeated(255))v",
    ])
    func validValues(value: String) {
        #expect(written("a=\(value)") == "a=\(value)")
    }

    @Test(arguments: ["", "a=b", "a\tb", "\u{0}", "a\u{7F}", "ä", "v".repeated(257)])
    func invalidValues(value: String) {
        #expect(written("a=\(value)") == nil)
    }

    @Test func theLastCharacterIsNoBlank() {
        // Blanks at the end are those around the member.
        #expect(written("a=1 ") == "a=1")
        #expect(written("a= ") == nil)
        var state = TraceState()
        state["a"] = "1 "
        #expect(state.isEmpty)
    }

    // MARK: 3.3.1.4 Combined value

    /// Several fields come joined by commas, in their order.
    @Test func severalFieldsAreOne() {
        #expect(written("a=1,b=2" + "," + "c=3") == "a=1,b=2,c=3")
        #expect(written("a=1" + ", " + "") == "a=1")
        #expect(written("a=1" + "," + "a=2") == nil)
    }

    // MARK: 3.3.1.5 Limits

    @Test func upTo512CharactersArePassedOn() {
        let members = (0..<8).map { "key\($0)=\("v".repeated(59))" }
        let header = members.joined(separator: ",")
        #expect(header.count == 519)
        #expect(written(header) == members.prefix(7).joined(separator: ","), "whole members from the end are left out")
        let exact = "a=" + "v".repeated(510 - 256 - 3) + ",b=" + "v".repeated(256)
        #expect(exact.count == 512)
        #expect(written(exact) == exact)
        let longer = "a=" + "v".repeated(510 - 256 - 2) + ",b=" + "v".repeated(256)
        #expect(written(longer) == "a=" + "v".repeated(252))
    }

    @Test func membersOfMoreThan128CharactersAreLeftOutFirst() {
        let long = "long=\("v".repeated(200))"
        let members = [long] + (0..<8).map { "key\($0)=\("v".repeated(40))" }
        #expect(written(members.joined(separator: ",")) == members.dropFirst().joined(separator: ","))
        let limit = "l=\("v".repeated(126))"
        let kept = [limit] + (0..<9).map { "key\($0)=\("v".repeated(40))" }
        #expect(limit.count == 128)
        #expect(written(kept.joined(separator: ","))?.hasPrefix(limit) == true)
    }

    @Test func onlyAsManyAsNeedBeAreLeftOut() {
        let long = (0..<3).map { "long\($0)=\("v".repeated(194))" }
        #expect(long[0].count == 200)
        #expect(written(long.joined(separator: ",")) == long.prefix(2).joined(separator: ","))
    }

    @Test func largeFieldsAreNotRead() {
        #expect(TraceState(headerValue: ",".repeated(1_000_000)) == nil)
        #expect(TraceState(headerValue: "a=1" + " ".repeated(1_000_000)) == nil)
    }

    // MARK: 3.5 Mutating the tracestate field

    @Test func aChangedMemberMovesToTheFront() throws {
        var state = try #require(TraceState(headerValue: "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7"))
        state["rojo"] = "1"
        #expect(state.headerValue == "rojo=1,congo=t61rcWkgMzE")
        #expect(state["congo"] == "t61rcWkgMzE")
        #expect(state["other"] == nil)
    }

    @Test func aNewMemberIsAddedToTheFront() throws {
        var state = try #require(TraceState(headerValue: "congo=1"))
        state["rojo"] = "2"
        #expect(state.headerValue == "rojo=2,congo=1")
    }

    @Test func aMemberCanBeDeleted() throws {
        var state = try #require(TraceState(headerValue: "congo=1,rojo=2"))
        state["congo"] = nil
        #expect(state.headerValue == "rojo=2")
    }

    @Test func whatIsNotAllowedChangesNothing() {
        var state = TraceState()
        state["BAD"] = "1"
        state["a"] = "=,"
        state["a"] = ""
        #expect(state.isEmpty)
        for index in 0..<40 { state["k\(index)"] = "\(index)" }
        #expect(state.members.count == 32)
        #expect(state.members.first?.key == "k39")
        #expect(state.members.last?.key == "k8")
    }
}
