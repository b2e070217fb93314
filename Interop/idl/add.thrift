// The Thrift interface of the add service, as Go kit's example has it.

namespace go addthrift
namespace py addthrift
namespace cpp addthrift

// What Sum answers: the sum, or in `err` why there is none.
struct SumReply {
  1: i64 value
  2: string err
}

// What Concat answers: the two strings in a row, or in `err` why there is none.
struct ConcatReply {
  1: string value
  2: string err
}

service AddService {
  SumReply Sum(1: i64 a, 2: i64 b)
  ConcatReply Concat(1: string a, 2: string b)
}
