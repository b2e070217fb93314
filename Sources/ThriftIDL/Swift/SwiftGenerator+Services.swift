/// A method of a service, its own one or an inherited one.
struct SwiftMethod {
    /// The service that declares it.
    var service: DeclarationID
    var function: Function
}

extension SwiftGenerator {
    /// The methods of a service, those of the services it extends first.
    func methods(of id: DeclarationID) -> [SwiftMethod] {
        var methods: [SwiftMethod] = []
        var next: DeclarationID? = id
        while let id = next, case .service(let service) = program[id].kind {
            methods.insert(contentsOf: service.functions.map { SwiftMethod(service: id, function: $0) }, at: 0)
            next = service.parent
        }
        return methods
    }

    /// Writes a service: a protocol, its methods for both sides, its endpoints, and a client.
    mutating func service(_ declaration: Declaration, _ service: Service, _ methods: [SwiftMethod]) {
        serviceProtocol(declaration, service)
        descriptions(declaration, service)
        endpoints(declaration, methods)
        client(declaration, methods)
    }

    private mutating func serviceProtocol(_ declaration: Declaration, _ service: Service) {
        let parent = service.parent.map { name($0) } ?? standard("Sendable")
        out.blank()
        out.documentation(documentation(declaration.documentation, or: "The service `\(declaration.name.text)`."))
        out.open("\(access)protocol \(SwiftName.escaped(declaration.swiftName)): \(parent)")
        for function in service.functions {
            out.documentation(documentation(function.documentation, or: "The method `\(function.name.text)`."))
            signature(of: function, prefix: "")
            out.blank()
        }
        out.close()
    }

    /// Writes the head of a method.
    private mutating func signature(of function: Function, prefix: String, opens: Bool = false) {
        let parameters = function.arguments.map { "\(SwiftName.parameter($0.swiftName)): \(type($0.type))" }
        let result = function.result.map { " -> \(type($0))" } ?? ""
        let head = "\(prefix)func \(SwiftName.escaped(function.swiftName))("
        if opens {
            out.open(head, parameters, ") async throws\(result)")
        } else {
            out.list(head, parameters, ") async throws\(result)")
        }
    }

    private mutating func descriptions(_ declaration: Declaration, _ service: Service) {
        guard !service.functions.isEmpty else { return }
        let method = name("ThriftMethod", of: "MartletThrift")
        out.blank()
        out.open("extension \(SwiftServiceNames(declaration.swiftName).methods)")
        for function in service.functions {
            let names = SwiftMessageNames(function)
            let result = function.isOneway ? name("ThriftOnewayResult", of: "MartletThrift") : names.result
            let oneway = function.isOneway ? ", isOneway: true" : ""
            out.documentation(["`\(function.name.text)`, for both sides of the wire."])
            out.list(
                "\(access)static let \(SwiftName.escaped(function.swiftName)) = \(method)<\(names.arguments), \(result)>(",
                ["\(Self.quoted(function.name.text))\(oneway)"],
                ")"
            )
            out.blank()
        }
        out.close()
    }

    // MARK: Endpoints

    /// The enum of a method's structs.
    private mutating func namespace(of method: SwiftMethod) -> String {
        name(method.service, SwiftServiceNames(program[method.service].swiftName).methods)
    }

    private mutating func endpoints(_ declaration: Declaration, _ methods: [SwiftMethod]) {
        let names = SwiftServiceNames(declaration.swiftName)
        let title = declaration.swiftName
        out.blank()
        out.documentation([
            "The methods of ``\(title)`` as endpoints: made of a service on a server, of a connection on a client. Middleware goes",
            "around each.",
        ])
        out.open("\(access)struct \(names.endpoints): \(standard("Sendable"))")
        for method in methods {
            let function = method.function
            let endpoint = name("Endpoint", of: "Martlet")
            let types = "\(namespace(of: method)).\(SwiftMessageNames(function).arguments), \(returnType(of: function))"
            out.documentation(documentation(function.documentation, or: "The method `\(function.name.text)`."))
            out.line("\(access)var \(SwiftName.escaped(function.swiftName)): \(endpoint)<\(types)>")
            out.blank()
        }
        serverInitializer(declaration, methods)
        clientInitializer(methods)
        bindings(methods)
        out.close()
    }

    private mutating func serverInitializer(_ declaration: Declaration, _ methods: [SwiftMethod]) {
        out.documentation(["Makes the endpoints of a service, for a server."])
        out.open("\(access)init(_ service: some \(SwiftName.escaped(declaration.swiftName)))")
        for method in methods {
            let function = method.function
            let name = function.swiftName
            let labels = function.arguments.map(\.swiftName)
            let call =
                "try await service.\(name)(\(labels.map { "\(SwiftName.label($0)): $0.\($0)" }.joined(separator: ", ")))"
            let idempotent = function.isIdempotent ? ", isIdempotent: true" : ""
            let head =
                "self.\(name) = \(self.name("Endpoint", of: "Martlet"))(\(Self.quoted(function.name.text))\(idempotent))"
            let parameter = labels.isEmpty ? " _ in" : ""
            let isVoid = function.result == nil
            let line = "\(head) {\(parameter) \(call) }"
            if !isVoid, out.indentation + line.count <= SwiftWriter.lineLength {
                out.line(line)
                continue
            }
            out.open(head, parameter: labels.isEmpty ? "_" : "arguments")
            out.list("try await service.\(name)(", labels.map { "\(SwiftName.label($0)): arguments.\($0)" }, ")")
            if isVoid { out.line("return \(runtime("ThriftVoid"))()") }
            out.close()
        }
        out.close()
    }

    private mutating func clientInitializer(_ methods: [SwiftMethod]) {
        out.blank()
        out.documentation(["Makes the endpoints that call a service elsewhere, for a client."])
        out.open("\(access)init(_ caller: \(name("ThriftCaller", of: "MartletThrift")))")
        for method in methods {
            let name = method.function.swiftName
            let idempotent = method.function.isIdempotent ? ", isIdempotent: true" : ""
            out.line("self.\(name) = caller.endpoint(\(namespace(of: method)).\(name)\(idempotent))")
        }
        out.close()
    }

    private mutating func bindings(_ methods: [SwiftMethod]) {
        let (bindings, binding) = (
            name("ThriftBindings", of: "MartletThrift"), name("ThriftBinding", of: "MartletThrift")
        )
        out.blank()
        out.documentation(["The endpoints as methods of a server."])
        out.open("\(access)var bindings: \(bindings)")
        out.open(bindings)
        for method in methods {
            let name = method.function.swiftName
            out.line("\(binding)(\(namespace(of: method)).\(name), to: self.\(name))")
        }
        out.close()
        out.close()
    }

    // MARK: Client

    private mutating func client(_ declaration: Declaration, _ methods: [SwiftMethod]) {
        let names = SwiftServiceNames(declaration.swiftName)
        out.blank()
        out.documentation(["``\(declaration.swiftName)``, called through endpoints."])
        out.open("\(access)struct \(names.client): \(SwiftName.escaped(declaration.swiftName))")
        out.documentation(["The endpoints that are called."])
        out.line("\(access)var endpoints: \(names.endpoints)")
        out.blank()
        out.documentation(["Makes a client of endpoints, which may have middleware around them."])
        out.open("\(access)init(_ endpoints: \(names.endpoints))")
        out.line("self.endpoints = endpoints")
        out.close()
        for method in methods {
            let function = method.function
            out.blank()
            out.documentation(documentation(function.documentation, or: "The method `\(function.name.text)`."))
            signature(of: function, prefix: access, opens: true)
            let call = "\(function.result == nil ? "_ = " : "")try await self.endpoints.\(function.swiftName)("
            let items = function.arguments.map { argument in
                "\(SwiftName.label(argument.swiftName)): \(SwiftName.escaped(argument.swiftName))"
            }
            out.call(call, ".init(", items)
            out.close()
        }
        out.close()
    }
}
