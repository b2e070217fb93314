/// A question or an answer ([RFC 1035, section 4](https://www.rfc-editor.org/rfc/rfc1035#section-4)).
///
/// ```swift
/// let question = DNSQuestion(name, .srv)
/// let bytes = DNSMessage(id: 7, questions: [question], extension: DNSExtension()).bytes
/// let answer = try DNSMessage(bytes)
/// ```
package struct DNSMessage: Hashable, Sendable {
    /// Chosen by who asks, repeated by who answers.
    package var id: UInt16

    /// Whether it is an answer.
    package var isResponse: Bool

    /// The kind of query, 0 to 15; 0 is the usual one.
    package var operation: UInt8

    /// Whether who answers is an authority for the name.
    package var isAuthoritative: Bool

    /// Whether records had to be left out.
    package var isTruncated: Bool

    /// Whether who asks wants the whole answer, and not whom to ask next.
    package var wantsRecursion: Bool

    /// Whether who answers could give it.
    package var offersRecursion: Bool

    /// What who answers says.
    package var responseCode: DNSResponseCode

    /// What is asked.
    package var questions: [DNSQuestion]

    /// The answer.
    package var answers: [DNSRecord]

    /// Who is an authority, or for how long there will be no answer.
    package var authorities: [DNSRecord]

    /// What who asks will want to know next.
    package var additionals: [DNSRecord]

    /// What extends the header.
    package var `extension`: DNSExtension?

    /// Makes a message, a question by default.
    package init(
        id: UInt16,
        isResponse: Bool = false,
        operation: UInt8 = 0,
        isAuthoritative: Bool = false,
        isTruncated: Bool = false,
        wantsRecursion: Bool = true,
        offersRecursion: Bool = false,
        responseCode: DNSResponseCode = .noError,
        questions: [DNSQuestion],
        answers: [DNSRecord] = [],
        authorities: [DNSRecord] = [],
        additionals: [DNSRecord] = [],
        extension: DNSExtension? = nil
    ) {
        self.id = id
        self.isResponse = isResponse
        self.operation = operation
        self.isAuthoritative = isAuthoritative
        self.isTruncated = isTruncated
        self.wantsRecursion = wantsRecursion
        self.offersRecursion = offersRecursion
        self.responseCode = responseCode
        self.questions = questions
        self.answers = answers
        self.authorities = authorities
        self.additionals = additionals
        self.extension = `extension`
    }
}
