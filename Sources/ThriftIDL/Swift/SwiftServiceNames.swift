/// The types that are made for a service, besides its protocol.
struct SwiftServiceNames {
    /// Holds the structs and descriptions of its methods.
    let methods: String
    /// Holds its methods as endpoints.
    let endpoints: String
    /// The service, called through endpoints.
    let client: String

    init(_ service: String) {
        methods = service + "Methods"
        endpoints = service + "Endpoints"
        client = service + "Client"
    }

    var all: [String] { [methods, endpoints, client] }
}

/// The structs that are made for the messages of a method.
struct SwiftMessageNames {
    let arguments: String
    let result: String

    init(_ function: Function) {
        let name = function.swiftName.prefix(1).uppercased() + function.swiftName.dropFirst()
        arguments = name + "Arguments"
        result = name + "Result"
    }

    var all: [String] { [arguments, result] }
}

extension SwiftName {
    /// The enum that holds the constants of a file: `SharedConstants` for `shared.thrift`.
    static func constants(ofFileAt path: String) -> String {
        let words = FilePath.baseName(of: path).map { $0.isASCII && ($0.isLetter || $0.isWholeNumber) ? $0 : "_" }
        let name = type(String(words) + "_constants")
        return name.first?.isWholeNumber == true ? "_" + name : name
    }
}
