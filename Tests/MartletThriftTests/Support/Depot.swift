import Martlet
import MartletThrift
import MartletThriftProtocol
import Synchronization

/// The service of `Peers/IDL/parcel.thrift`.
final class Depot: Sendable {
    private let kept = Mutex<[String]>([])

    var bindings: ThriftBindings {
        ThriftBindings {
            ThriftBinding(DepotMethods.echo, to: Endpoint("echo") { (arguments: Arguments<Parcel>) in arguments.value })
            ThriftBinding(
                DepotMethods.sum,
                to: Endpoint("sum") { (arguments: TwoArguments<Int64>) in arguments.a &+ arguments.b }
            )
            ThriftBinding(
                DepotMethods.divide,
                to: Endpoint("divide") { (arguments: TwoArguments<Int32>) in
                    guard arguments.b != 0 else { throw Refused(reason: "division by zero", number: arguments.a) }
                    return arguments.a / arguments.b
                }
            )
            ThriftBinding(DepotMethods.nothing, to: Endpoint("nothing") { (_: NoArguments) in ThriftVoid() })
            ThriftBinding(
                DepotMethods.note,
                to: Endpoint("note") { (arguments: Arguments<String>) in
                    self.kept.withLock { $0.append(arguments.value) }
                    return ThriftVoid()
                }
            )
            ThriftBinding(DepotMethods.notes, to: Endpoint("notes") { (_: NoArguments) in self.kept.withLock { $0 } })
            ThriftBinding(
                DepotMethods.fail,
                to: Endpoint("fail") { (arguments: Arguments<String>) in
                    if Bool(true) { throw Status(.notFound, arguments.value) }
                    return Int32(0)
                }
            )
        }
    }

    static var other: ThriftBindings {
        ThriftBindings {
            ThriftBinding(DepotMethods.name, to: Endpoint("name") { (_: NoArguments) in "other" })
        }
    }
}
