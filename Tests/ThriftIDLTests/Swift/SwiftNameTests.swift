import Testing

@testable import ThriftIDL

@Suite("Names of the IDL in Swift")
struct SwiftNameTests {
    @Test(
        "Members begin small and have no underscores between words",
        arguments: [
            ("Sum", "sum"), ("user_id", "userId"), ("userID", "userID"), ("UserID", "userID"), ("URL", "url"),
            ("URLString", "urlString"), ("MAX_SIZE", "maxSize"), ("HTTP2_PORT", "http2Port"), ("v_1_2", "v1_2"),
            ("_hidden", "_hidden"), ("trailing_", "trailing_"), ("a__b", "aB"), ("INT32CONSTANT", "int32constant"),
            ("user_URL", "userURL"), ("X", "x"), ("self", "self_"), ("init", "init_"), ("hash_value", "hashValue_"),
        ]
    )
    func members(name: String, expected: String) {
        #expect(SwiftName.member(name) == expected)
    }

    @Test(
        "Types begin big",
        arguments: [
            ("SumReply", "SumReply"), ("user_profile", "UserProfile"), ("URL", "URL"), ("MY_TYPE", "MyType"),
            ("x", "X"),
            ("_internal", "_Internal"), ("Type", "Type_"), ("any", "Any_"), ("A_1_2", "A1_2"), ("Success", "Success_"),
        ]
    )
    func types(name: String, expected: String) {
        #expect(SwiftName.type(name) == expected)
    }

    @Test(
        "The enum of constants is named after the file",
        arguments: [
            ("a/shared.thrift", "SharedConstants"), ("my-file.v1.thrift", "MyFileV1Constants"),
            ("1st.thrift", "_1stConstants"),
        ]
    )
    func constants(path: String, expected: String) {
        #expect(SwiftName.constants(ofFileAt: path) == expected)
    }
}
