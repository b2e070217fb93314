public import GRDB
public import Martlet

/// The database could not do what it was asked for: the disk is full, or the file is read-only or damaged.
///
/// The log gets the cause; the caller learns that it is not to blame, and nothing of the inside of the service.
public struct SQLiteFailure: Error, StatusConvertible {
    /// What SQLite says.
    public let cause: DatabaseError

    /// The status of this error.
    public var status: Status {
        Status(.internal, "the store has failed", underlying: cause)
    }
}
