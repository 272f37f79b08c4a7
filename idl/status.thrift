/**
 * What a server tells of itself, for tools that know nothing of its services. `--status` serves it beside them, under the
 * name Status, and plainly where no function of theirs has the same name.
 */

namespace * thriftserve.status

/** The state of a server, as fb303 numbers it. */
enum fb_status {
  DEAD = 0
  STARTING = 1
  ALIVE = 2
  /** It is about to end. */
  STOPPING = 3
  STOPPED = 4
  WARNING = 5
}

/** The question that is_healthy answers, as baseplate asks it. */
enum IsHealthyProbe {
  /** Whether it takes calls. */
  READINESS = 1
  /** Whether it lives: an answer at all is one. */
  LIVENESS = 2
  STARTUP = 3
}

struct IsHealthyRequest {
  /** Without one, and for one that is not known, it is READINESS. */
  1: optional IsHealthyProbe probe
}

/** A service that clients can call. */
struct ServedService {
  /** Its name in the IDL. */
  1: required string name
  /** The file that defines it, one of those of the IDL. */
  2: required string file
  /** What clients put before a colon and the function's name. */
  3: optional string prefix
  /** Whether its functions are called by their names alone. */
  4: required bool isDefault
}

/** The IDL of all services. */
struct Idl {
  /** The texts of .thrift files by their names, which their include statements use. */
  1: required map<string, string> files
}

/** The functions of fb303's FacebookService, by the same names, ids and types; is_healthy of baseplate; and reflection. */
service Status {
  /** The names of the services. */
  string getName()
  /** The version of thriftserve. */
  string getVersion()
  fb_status getStatus()
  /** Why it is not alive, in words. */
  string getStatusDetails()
  /** Counts of calls, `add.calls`, and of these `add.failures`, of all workers since the server started. */
  map<string, i64> getCounters()
  /** 0 where there is none of the name. */
  i64 getCounter(1: string key)
  /** Refuses: options are given at the start. */
  void setOption(1: string key, 2: string value)
  /** An option of getOptions; empty where there is none of the name. */
  string getOption(1: string key)
  map<string, string> getOptions()
  /** Empty: a runtime's own tools make profiles. */
  string getCpuProfile(1: i32 profileDurationInSec)
  /** The time when the server started, in seconds since 1970. */
  i64 aliveSince()
  /** Does nothing. */
  oneway void reinitialize()
  /** Does nothing: signals end a server. */
  oneway void shutdown()

  bool is_healthy(1: IsHealthyRequest request)

  /** The services, but for this one. */
  list<ServedService> getServices()
  /** Their IDL, as thriftserve understood it: typedefs and constants are written out. */
  Idl getIdl()
}
