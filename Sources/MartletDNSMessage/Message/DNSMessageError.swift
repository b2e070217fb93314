/// Why bytes are no message.
package enum DNSMessageError: Error, Hashable {
    /// They end before it does.
    case tooShort

    /// They are more than the 65535 that a message has at most.
    case tooLong

    /// A name is longer than 255 bytes, has a label of a kind that is not known, or points to where it must not.
    case badName

    /// The data of a record do not have the length that they claim.
    case badData

    /// There are two extensions, or one where none may be.
    case badExtension
}
