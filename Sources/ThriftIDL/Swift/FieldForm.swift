/// How a field is kept in Swift.
enum FieldForm {
    /// It has a value, which is an error to miss when it is read.
    case required
    /// It has a value, which is a default one when it is missing.
    case normal
    /// It may have none.
    case optional

    /// Where a field stands.
    enum Place {
        case structure
        case arguments
        case result
    }
}

extension SwiftGenerator {
    /// How a field is kept.
    ///
    /// The IDL's third kind, neither required nor optional, is always written and may be missing when it is read. So it has its
    /// default value, or zero, when it is missing; but a struct has no zero, so it is optional, unless it is an argument: a
    /// method is not called without one that it needs.
    func form(_ field: Field, in place: FieldForm.Place) -> FieldForm {
        switch place {
        case .result: return .optional
        case .arguments:
            if field.requiredness == .required { return .required }
            return isStructure(field.type) && field.defaultValue == nil ? .required : .normal
        case .structure:
            switch field.requiredness {
            case .required: return .required
            case .optional: return .optional
            case .normal: return isStructure(field.type) && field.defaultValue == nil ? .optional : .normal
            }
        }
    }
}
