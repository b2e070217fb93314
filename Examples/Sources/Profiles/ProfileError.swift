/// What can be wrong with a call, in the words of the domain.
public enum ProfileError: Error, Equatable {
    /// No profile has the id.
    case profileNotFound(String)

    /// No address of the profile has the id.
    case addressNotFound(String, profile: String)

    /// A profile has the id already.
    case profileExists(String)

    /// An address of the profile has the id already.
    case addressExists(String, profile: String)

    /// The profile is for another id than the one that it was sent to.
    case inconsistentIDs(String, sentTo: String)

    /// A profile, or a part of it, that cannot be.
    case invalid(String)
}
