/*
 * Everything that the IDL has, and that the compilers of Apache Thrift 0.17 know as well.
 */
cpp_include "<vector>"
include "common/shared.thrift"

namespace py sink.kitchen
namespace java.swift sink.java
namespace * sink

/**
 * Colours.
 *
 * They are numbers, and a number without a name is kept:
 *   - as it is.
 **/
enum Color {
  /** The first one. */
  RED
  GREEN_YELLOW = 5,
  BLUE (annotated)
  NEGATIVE = -3;
  ALSO_RED = 0
} (cpp.enum = "no")

enum Nothing {}

typedef map<string, list<i32>> Table (cpp.template = "std::map")
typedef shared.UserID UserID
typedef Color Paint
typedef binary (java.type = "Blob") Blob
typedef Tree Wood

/** The scalars, without default values. */
struct Scalars {
  1: bool flag
  2: byte tiny
  3: i8 small
  4: i16 medium
  5: i32 normal
  6: i64 large
  7: double real
  8: string text
  9: Blob bytes
  10: Color color
  11: Paint paint
  12: shared.Level level
}

/** Exactly one of its fields is set. */
union Shape {
  1: double radius
  2: shared.Point corner
  /** A side. */
  3: i32 side
  4: list<Shape> parts
  5: Color color
}

const Table TABLE = {"primes": [2, 3, 5, 7], "squares": [1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, 144, 169, 196, 225]}

struct Defaults {
  1: bool flag = true
  2: i8 small = -128
  3: i16 medium = 0x7fff
  4: i32 normal = shared.INT32CONSTANT
  5: i64 large = -9223372036854775808
  6: double real = 6.02e23
  7: double whole = 3
  8: string text = 'single "quotes"'
  9: binary bytes = "bytes"
  10: Color color = Color.BLUE
  11: Paint paint = 5
  12: list<i32> numbers = [1, 2; 3 4]
  13: set<string> words = ["a", "b"]
  14: map<string, i32> counts = {"one": 1, "two": 2;}
  15: shared.Point point = {"x": 1, "label": "p"}
  16: optional i32 maybe = 7
  17: required string must = "must"
  18: list<shared.Point> path = [{"x": 1.25, "y": 2.5, "label": "the first point of the path"}, {"x": 3.75, "y": 4.125, "label": "the second point"}]
  19: Table table = TABLE
  20: Shape shape = {"radius": 2}
}

struct Needed {
  1: required bool flag
  2: required i64 large
  3: required string text
  4: required binary bytes
  5: required Color color
  6: required shared.Point point
  7: required list<shared.Point> points
  8: i32 normal
  9: optional i32 maybe
}

struct Maybe {
  1: optional bool flag
  2: optional i8 small
  3: optional i16 medium
  4: optional i32 normal
  5: optional i64 large
  6: optional double real
  7: optional string text
  8: optional binary bytes
  9: optional Color color
  10: optional shared.Point point
  11: optional list<string> texts
  12: optional Shape shape
}

struct Containers {
  1: list<bool> flags
  2: list<i8> bytes
  3: list<double> reals
  4: list<binary> blobs
  5: set<i64> numbers
  6: set<Color> colors
  7: map<i32, string> names
  8: map<Color, shared.Point> places
  9: list<list<list<i16>>> deep
  10: map<string, map<i64, set<string>>> index
  11: map<list<i32>, set<shared.Level>> odd
  12: set<shared.Point> points
  13: list<Table> tables
  14: list<Shape> shapes
  15: map cpp_type "std::unordered_map" <string, bool> switches
}

/** Contains itself in every way there is. */
struct Tree {
  1: string name
  2: Tree left
  3: optional Wood right (note = "a typedef of it")
  4: list<Tree> children
  5: map<string, Tree> named
  6: optional Leaf leaf
}

struct Leaf {
  1: optional Tree tree
  2: optional Choice choice
}

/** A union that contains itself. */
union Choice {
  1: Choice other
  2: Leaf leaf
  3: string text
}

union Impossible {}

struct Empty {}

/** Ids that are not counted from 1. */
struct Ids {
  string automatic
  i32 alsoAutomatic
  5: i32 five
  3: i32 three
  32767: i32 last
}

exception Broken {
  1: i32 code
  2: string reason
} (message = "reason")

exception Odd {
  1: required shared.Point where_
  2: optional Broken cause
}

const bool YES = true
const bool NO = 0
const i8 TINY = -5
const i16 SMALL = 300
const i32 NUMBER = 100000
const i64 LARGE = 9223372036854775807
const i64 WIDER = NUMBER
const double PI = 3.141592653589793
const double NEGATIVE_HALF = -.5
const double WHOLE = NUMBER
const string TEXT = "text"
const binary BYTES = "\"bytes\""
const string AGAIN = TEXT
const Color FAVOURITE = Color.GREEN_YELLOW
const shared.Level LEVEL = shared.Level.HIGH
const i32 LEVEL_NUMBER = shared.Level.HIGH
const UserID ADMINISTRATOR = 1
const list<string> WORDS = ["one", TEXT, shared.PREFIX]
const set<i32> PRIMES = [2, 3, 5, 7]
const list<i32> NONE = {}
const map<string, i32> ALSO_NONE = []
const map<string, i32> AGES = {"Ada": 36, "Alan": 41}
const map<Color, list<shared.Point>> PLACES = {
  Color.RED: [{"x": 1, "y": 2}, {"x": 3}],
  Color.BLUE: []
}
const shared.Point ORIGIN = {"x": 0, "y": 0}
const Tree FOREST = {"name": "root", "children": [{"name": "child"}], "left": {"name": "left"}}
const Shape DISC = {"radius": 1.5}
const Scalars SCALARS = {"flag": 1, "tiny": 1, "text": TEXT, "color": Color.GREEN_YELLOW}

/** A service with every kind of method. */
service Kitchen extends shared.SharedService {
  /** Says nothing, answers nothing. */
  void nothing(),
  oneway void tell(1: string news);
  Scalars scalars(1: Scalars value)
  Containers containers(1: Containers value) throws (1: Broken broken, 2: Odd odd)
  i32 number(1: i32 value = 5, 2: required i64 large, 3: optional string text, 4: Color color, 5: bool flag = YES)
  list<map<string, Shape>> nested(1: list<Shape> shapes, 2: map<i32, Tree> trees)
  void fail(1: i32 code) throws (1: Broken success, 2: shared.Missing missing)
  Color paint(1: Paint paint)
  binary blob(1: binary value)
  Shape shape(1: Shape value)
  Tree tree(1: Tree value)
  i64 with_a_very_long_name(1: i64 the_first_argument, 2: i64 the_second_argument, 3: i64 the_third_argument)
} (note = "nothing")

service Idle {}
