// Uses what is in another Swift module.

include "names.thrift"

struct Across {
  1: names.user_profile profile
  2: names.keyword word = names.keyword.Default
  3: set<names.String> strings = names.STRINGS
  4: optional names.Any any
}

service Crossing extends names.while {
  names.String across(1: names.Type type)
}
