// What the peers of these tests speak; `Support/Parcel.swift` is the same in Swift.

namespace py parcel
namespace cpp parcel
namespace go parcel

enum Color { RED = 1, BLUE = 5 }

struct Stamp {
  1: required string text,
  2: optional i32 value,
}

struct Parcel {
  1: bool flag,
  2: i8 tiny,
  3: i16 small,
  4: i32 middle,
  5: i64 large,
  6: double real,
  7: string text,
  8: binary data,
  9: list<i32> numbers,
  10: set<string> words,
  11: map<string, i64> counts,
  12: Stamp stamp,
  13: Color color,
  14: list<Stamp> stamps,
  15: map<i32, list<bool>> table,
  16: optional string note,
}

exception Refused {
  1: string reason,
  2: i32 number,
}

service Depot {
  Parcel echo(1: Parcel parcel),
  i64 sum(1: i64 a, 2: i64 b),
  i32 divide(1: i32 a, 2: i32 b) throws (1: Refused refused),
  void nothing(),
  oneway void note(1: string text),
  list<string> notes(),
  i32 fail(1: string text),
}

service Other {
  string name(),
}
