import Martlet
import NIOHPACK

/// An answer that is one message, as it came.
struct ReceivedAnswer: Sendable {
    /// The fields in front; empty when there were only those at the end.
    var header = HPACKHeaders()

    /// The fields at the end.
    var trailer = HPACKHeaders()

    /// The encoding of the message.
    var encoding = MessageEncoding.identity

    /// The message, or what the server says has failed.
    var result: Result<MessageReader.Message, Status>
}
