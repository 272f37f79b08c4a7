// The type that Apache's compiler knows from version 0.19 on: in a file of its own, because Debian's does not.

namespace * conformance_uuid

/** The uuid of all zeros. */
const uuid NIL = "00000000-0000-0000-0000-000000000000"

/** uuid wherever a type may stand. */
struct Uuids {
  1: required uuid one
  2: optional uuid maybe
  3: uuid defaulted = "01234567-89ab-4cde-8f01-23456789abcd"
  4: list<uuid> many
  5: set<uuid> distinct
  6: map<uuid, string> names
}

service ConformanceUuid {
  uuid echoUuid(1: uuid value)
  Uuids echoUuids(1: Uuids value)
}
