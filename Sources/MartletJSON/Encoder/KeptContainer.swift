/// A keyed container of any type, and whether somebody else has it, too.
class KeptContainer {
    let object: ObjectHandle
    /// The reference that the container consists of. The memory belongs to the subclass.
    fileprivate let box: UnsafeMutablePointer<AnyObject>

    fileprivate init(_ object: ObjectHandle, _ box: UnsafeMutablePointer<AnyObject>) {
        self.object = object
        self.box = box
    }

    /// Whether nobody has a copy of the container, so that nobody can use it.
    @inline(__always)
    final var isUnused: Bool { isKnownUniquelyReferenced(&box.pointee) }
}

/// A keyed container.
///
/// It is generic over the container and not over its keys, and ``copy()`` isn't inlined, so that the metadata of the
/// container is in that of this object. Otherwise the runtime would be asked for it, which is what is to be saved.
final class KeptContainerBox<Container>: KeptContainer {
    private let container: UnsafeMutablePointer<Container>

    /// - Returns: `nil` if the standard library doesn't implement its containers in the way that ``KeptContainer``
    ///   relies on.
    init?<Key>(_ object: ObjectHandle, _ container: Container) where Container == KeyedEncodingContainer<Key> {
        guard container.isReference else { return nil }
        self.container = .allocate(capacity: 1)
        self.container.initialize(to: container)
        super.init(object, UnsafeMutableRawPointer(self.container).assumingMemoryBound(to: AnyObject.self))
    }

    deinit {
        container.deinitialize(count: 1)
        container.deallocate()
    }

    @inline(never)
    func copy() -> Container {
        container.pointee
    }
}

extension KeyedEncodingContainer {
    /// Whether a container is a reference to a box that its copies share, and nothing else.
    ///
    /// It always has been. If that changes, containers aren't kept any more, and encoding is correct but slower.
    fileprivate var isReference: Bool {
        guard MemoryLayout<Self>.size == MemoryLayout<AnyObject>.size,
            let box = Mirror(reflecting: self).children.first?.value, type(of: box) is AnyObject.Type
        else {
            return false
        }
        let word = withUnsafeBytes(of: self) { $0.load(as: UnsafeMutableRawPointer.self) }
        return word == Unmanaged.passUnretained(box as AnyObject).toOpaque()
    }
}
