/** What several files use. */
namespace py sink.shared
namespace * shared

typedef i64 UserID

const i32 INT32CONSTANT = 9853
const string PREFIX = "a\"b\\c'\t\r\n$(x)é"

enum Level {
  LOW = 1,
  MEDIUM,       # 2
  HIGH = 0x10;
}

struct Point {
  1: required double x
  2: required double y = -1.5
  3: optional string label
}

/** Something went wrong with what is shared. */
exception Missing {
  1: string key (go.tag = "json:\"key\"", deprecated)
}

service SharedService {
  /** What is kept under a key. */
  Point point(1: string key) throws (1: Missing missing)
  void ping() (martlet.idempotent = "true")
}
