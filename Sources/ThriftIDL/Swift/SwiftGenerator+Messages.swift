extension SwiftGenerator {
    /// Writes the structs for the messages of a service's own methods.
    mutating func messages(of service: Service, _ declaration: Declaration) {
        guard !service.functions.isEmpty else { return }
        let names = SwiftServiceNames(declaration.swiftName)
        out.documentation([
            "The methods of `\(declaration.name.text)`: what they are called with, and what they answer."
        ])
        out.open("\(access)enum \(names.methods)")
        for function in service.functions {
            arguments(of: function)
            out.blank()
            guard !function.isOneway else { continue }
            result(of: function)
            out.blank()
        }
        out.close()
    }

    private mutating func arguments(of function: Function) {
        write(
            SwiftStructure(
                name: SwiftMessageNames(function).arguments,
                title: "\(function.name.text)",
                documentation: ["What `\(function.name.text)` is called with."],
                conformances: [runtime("ThriftStruct"), standard("Hashable")],
                fields: function.arguments,
                place: .arguments
            )
        )
    }

    private mutating func result(of function: Function) {
        let names = Set(function.exceptions.map(\.swiftName))
        let exceptions = function.exceptions.map { exception in
            var exception = exception
            // "success" is what the method returns, and "get" what reads the answer.
            if ["get", "success"].contains(exception.swiftName) {
                exception.swiftName = SwiftName.free("\(exception.swiftName)_", besides: names)
            }
            exception.requiredness = .optional
            return exception
        }
        var fields = exceptions
        if let result = function.result {
            fields.insert(
                Field(
                    id: 0,
                    requiredness: .optional,
                    type: result,
                    name: Name(text: "success", location: function.name.location),
                    swiftName: "success",
                    documentation: ["What it returns."]
                ),
                at: 0
            )
        }
        let structure = SwiftStructure(
            name: SwiftMessageNames(function).result,
            title: function.name.text,
            documentation: ["What `\(function.name.text)` answers: what it returns, or an exception that it declares."],
            conformances: [runtime("ThriftResult"), standard("Hashable")],
            fields: fields,
            place: .result
        )
        write(structure) { generator in
            generator.success(of: function)
            generator.exceptions(exceptions)
            generator.getter(of: function, exceptions)
        }
    }

    private mutating func success(of function: Function) {
        let type = returnType(of: function)
        out.blank()
        out.documentation(["Makes the answer of a call that has succeeded."])
        out.open("\(access)init(success: \(type))")
        out.line("self.init()")
        if function.result != nil { out.line("self.success = success") }
        out.close()
    }

    /// What a method returns; a struct without fields for `void`.
    mutating func returnType(of function: Function) -> String {
        function.result.map { type($0) } ?? runtime("ThriftVoid")
    }

    private mutating func exceptions(_ exceptions: [Field]) {
        out.blank()
        out.documentation(["Makes the answer of a call that has failed, if the exception is declared."])
        out.open("\(access)init?(exception: any \(standard("Error")))")
        guard !exceptions.isEmpty else {
            out.line("return nil")
            return out.close()
        }
        out.line("self.init()")
        out.line("switch exception {")
        var seen: Set<String> = []
        for exception in exceptions {
            let type = type(program.resolved(exception.type))
            // Of two with one type the first is meant.
            guard seen.insert(type).inserted else { continue }
            out.line("case let exception as \(type): self.\(exception.swiftName) = exception")
        }
        out.line("default: return nil")
        out.line("}")
        out.close()
    }

    private mutating func getter(of function: Function, _ exceptions: [Field]) {
        let type = returnType(of: function)
        out.blank()
        out.documentation(["What the method returned, or the exception that it declared and threw."])
        out.open("\(access)func get() throws -> \(type)")
        for exception in exceptions {
            let name = SwiftName.escaped(exception.swiftName)
            out.line("if let \(name) { throw \(name) }")
        }
        if function.result == nil {
            out.line("return \(type)()")
        } else {
            out.line("if let success { return success }")
            let error = runtime("ThriftApplicationException")
            out.line("throw \(error)(.missingResult, \(Self.quoted("\(function.name.text) has no result")))")
        }
        out.close()
    }
}
