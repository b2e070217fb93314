/// The object that an ``ObjectEncoder`` writes.
///
/// A reference, so that a container that is handed out again can be told which object it is now.
final class ObjectHandle {
    /// The state, not retained, as it isn't by ``ObjectEncoder`` when it writes a value: 10 % of the instructions.
    ///
    /// It is alive for as long as this is used. While the container is lent, a call is running, and the call owns the
    /// state. ``KeptContainers`` takes the container back before the call ends; if somebody still has it then, it calls
    /// ``retainState()``. If nobody has, nobody can use it. And a container that isn't lent retains the state at once.
    let state: Unmanaged<EncoderState>
    /// That of the state.
    let stream: UnsafeMutablePointer<EncodingStream>
    /// What is written now. Changed only while nobody has the container, so no accesses overlap.
    @exclusivity(unchecked) var container: ContainerHandle
    @exclusivity(unchecked) var keysAreConverted: Bool
    private var owned: EncoderState?

    init(_ state: EncoderState, _ container: ContainerHandle, keysAreConverted: Bool) {
        self.state = .passUnretained(state)
        stream = state.stream
        self.container = container
        self.keysAreConverted = keysAreConverted
    }

    /// Keeps the state alive for as long as this object.
    func retainState() {
        owned = state.takeUnretainedValue()
    }
}
