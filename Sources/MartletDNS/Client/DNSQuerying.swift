package import MartletDNSMessage

/// Who answers questions: a ``DNSClient``, or what a test puts in its place.
package protocol DNSQuerying: Sendable {
    /// Asks for the records of one type of a name.
    ///
    /// - Throws: `Status` when there is no answer; that there are no records is one. `CancellationError`, at once, when the
    ///   task is cancelled.
    func lookup(_ name: DNSName, _ type: DNSRecordType) async throws -> DNSLookup
}
