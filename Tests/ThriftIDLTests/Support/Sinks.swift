import MartletThriftProtocol

/// Values of everything in `IDL/sink.thrift`.
enum Sinks {
    static let scalars = Scalars(
        flag: true,
        tiny: -1,
        small: .min,
        medium: -300,
        normal: .max,
        large: .min,
        real: -0.15625,
        text: "Grüße 🦜 \"\\\n",
        bytes: ThriftBinary([0, 255, 128]),
        color: .negative,
        paint: Color(rawValue: 77),
        level: .high
    )

    static let needed = Needed(
        flag: true,
        large: 1 << 40,
        text: "",
        bytes: [],
        color: .blue,
        point: Point(x: 1, label: "p"),
        points: [Point(x: 0.5, y: 0.25), Point(x: 2)],
        maybe: -1
    )

    static let maybe = Maybe(
        flag: false,
        small: 1,
        medium: 2,
        normal: 3,
        large: 4,
        real: 5.5,
        text: "six",
        bytes: [7],
        color: .red,
        point: Point(x: 10),
        texts: [],
        shape: .side(12)
    )

    /// Sets and maps have one element at most: the order of more is that of the library that writes them.
    static let containers = Containers(
        flags: [true, false, true],
        bytes: [1, -1],
        reals: [0.5, 1.5],
        blobs: [[1], []],
        numbers: [5],
        colors: [.blue],
        names: [-1: "minus one"],
        places: [.red: Point(x: 1)],
        deep: [[[1, 2], []], []],
        index: ["a": [1: ["b"]]],
        odd: [:],
        points: [],
        tables: [["primes": [2, 3, 5]], [:]],
        shapes: [.radius(1.5), .parts([.side(1), .parts([])]), .color(.greenYellow)],
        switches: ["on": true]
    )

    static let tree = Tree(
        name: "root",
        left: Tree(name: "left", left: Tree(name: "left of left")),
        right: Tree(name: "right"),
        children: [Tree(name: "child", leaf: Leaf())],
        named: ["one": Tree(name: "named")],
        leaf: Leaf(tree: Tree(), choice: .other(.leaf(Leaf(choice: .text("deep")))))
    )

    static let ids = Ids(automatic: "a", alsoAutomatic: 2, five: 5, three: 3, last: 9)
    static let broken = Broken(code: 7, reason: "because")
    static let odd = Odd(where_: Point(x: 3), cause: Broken(code: 1))
}
