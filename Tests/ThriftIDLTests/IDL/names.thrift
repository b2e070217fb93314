// What Apache Thrift 0.17 does not know, and names that Swift has other uses for.

namespace swift NamesIDL

/** Has the name of a type of Swift. */
struct String {
  1: string value
}

struct Set {
  1: set<i32> values
}

exception Error {
  1: string message
}

/** Has the name of a module that other names are sought in. */
struct Swift {
  1: string value
}

struct Martlet {
  1: Endpoint endpoint
}

struct Node {
  1: optional Node next
  2: i32 nextStorage
}

struct Endpoint {
  1: uuid id = "00010203-0405-0607-0809-0A0B0C0D0E0F"
  2: list<uuid> ids
}

struct Type {
  1: string struct
  2: i32 self
  3: required i32 reader
  4: required i32 writer
  5: i32 field
  6: string init
  7: i32 hash_value
  8: bool default
  9: String String
  10: i32 uuid
  11: i32 list
  12: i32 let
  13: i32 var
  14: i32 inout
  15: i32 reader_value
  16: i32 field_value
}

enum keyword {
  class
  SELF
  init
  Default = 7
}

struct user_profile {
  1: i32 user_id
  2: string URL
  3: string HTTPServer
  4: i32 v_1_2
  5: i32 _hidden
  6: i32 odd_name (swift.name = "better")
  7: list<Set> sets
}

union Any {
  1: i32 some
  2: i32 none
  3: string self
  4: keyword in
}

typedef set<String> Strings

const uuid NIL = "{00000000-0000-0000-0000-000000000000}"
const Strings STRINGS = [{"value": "a"}, {"value": "b"}]
const keyword DEFAULT = keyword.Default

service while {
  String repeat(1: String in, 2: Set inout, 3: Type self) throws (1: Error error)
  void init()
  void bindings(1: i32 let, 2: i32 var)
  void endpoints(1: i32 endpoints)
  async void async(1: uuid id)
  Any any(1: Strings strings, 2: user_profile profile)
  Martlet get(1: Swift get) throws (1: Error get, 2: Error success, 3: Error success_)
}
