/// What is asked ([RFC 1035, section 4.1.2](https://www.rfc-editor.org/rfc/rfc1035#section-4.1.2)).
package struct DNSQuestion: Hashable, Sendable {
    /// The name.
    package var name: DNSName

    /// The type of the records.
    package var type: DNSRecordType

    /// Their class.
    package var recordClass: DNSClass

    /// Makes a question.
    package init(_ name: DNSName, _ type: DNSRecordType, class recordClass: DNSClass = .internet) {
        self.name = name
        self.type = type
        self.recordClass = recordClass
    }
}
