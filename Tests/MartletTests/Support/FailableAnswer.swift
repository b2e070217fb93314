import Martlet

/// A response that may carry a business error.
struct FailableAnswer: FailableResponse {
    var failure: (any Error)?
}
