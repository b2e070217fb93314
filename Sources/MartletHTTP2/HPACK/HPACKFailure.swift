/// Why a header block is not read to its end. The tables of both sides differ from then on, so the connection has to end.
enum HPACKFailure: Error {
    /// The block is malformed.
    case malformed
    /// There is more in it than will be looked at.
    case tooLarge
}
