#if GRPC
import Martlet
import SwiftProtobuf

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension GRPCReflection {
    /// The version `v1alpha`.
    public var v1alpha: GRPCService {
        let name = "grpc.reflection.v1alpha.ServerReflection"
        let info = endpoint("\(name)/ServerReflectionInfo") {
            (request: Grpc_Reflection_V1alpha_ServerReflectionRequest) in
            response(to: request)
        }
        return GRPCService(name) {
            GRPCMethod(bidirectional: "ServerReflectionInfo", to: info) {
                $0
            } encode: {
                $0
            }
        }
    }

    private func response(
        to request: Grpc_Reflection_V1alpha_ServerReflectionRequest
    ) -> Grpc_Reflection_V1alpha_ServerReflectionResponse {
        var response = Grpc_Reflection_V1alpha_ServerReflectionResponse()
        response.validHost = request.host
        response.originalRequest = request
        switch answer(Question(request.messageRequest)) {
        case .success(.files(let files)):
            response.fileDescriptorResponse.fileDescriptorProto = files.map { Data($0) }
        case .success(.extensionNumbers(let type, let numbers)):
            response.allExtensionNumbersResponse.baseTypeName = type
            response.allExtensionNumbersResponse.extensionNumber = numbers
        case .success(.services(let services)):
            response.listServicesResponse.service = services.map { name in .with { $0.name = name } }
        case .failure(let error):
            let status = Status(error)
            response.errorResponse.errorCode = Int32(clamping: status.code.rawValue)
            response.errorResponse.errorMessage = status.message
        }
        return response
    }
}

extension GRPCReflection.Question {
    fileprivate init(_ request: Grpc_Reflection_V1alpha_ServerReflectionRequest.OneOf_MessageRequest?) {
        self =
            switch request {
            case .fileByFilename(let name): .file(name)
            case .fileContainingSymbol(let name): .symbol(name)
            case .fileContainingExtension(let field): .extension(field.containingType, field.extensionNumber)
            case .allExtensionNumbersOfType(let type): .extensionNumbers(type)
            case .listServices: .services
            case nil: .nothing
            }
    }
}
#endif
