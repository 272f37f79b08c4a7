// Calls a server of idl/conformance.thrift with Apache's own Go library, and says what it answered.
//
//	client --address 127.0.0.1:9090 --dialects compact/framed,... [--skip echoI32,...] [--trust CERTIFICATE]
//
// The address is HOST:PORT, a Unix socket's path or @NAME of an abstract one; with --trust it is called over TLS.
// Each check of each dialect prints one line of JSON: {"dialect", "name", "ok", "detail"}. The exit status is 0
// when all are ok.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
)

type outcome struct {
	Dialect string `json:"dialect"`
	Name    string `json:"name"`
	OK      bool   `json:"ok"`
	Detail  string `json:"detail"`
}

func main() {
	address := flag.String("address", "", "HOST:PORT, a path or @NAME")
	dialects := flag.String("dialects", "", "protocol/transport, ...")
	skip := flag.String("skip", "", "names of checks")
	trust := flag.String("trust", "", "a certificate in PEM")
	flag.Parse()

	skipped := map[string]bool{}
	for _, name := range strings.Split(*skip, ",") {
		skipped[name] = true
	}
	passed := true
	for _, dialect := range strings.Split(*dialects, ",") {
		passed = run(dialect, place{*address, *trust}, skipped) && passed
	}
	if !passed {
		os.Exit(1)
	}
}

// run makes all checks of a dialect on one connection: on a new one only after a failure has spoilt it.
func run(dialect string, where place, skipped map[string]bool) bool {
	passed := true
	connection := &connection{where: where, dialect: dialect}
	defer connection.close()
	for _, check := range allChecks() {
		if skipped[check.name] {
			continue
		}
		result := outcome{Dialect: dialect, Name: check.name, OK: true}
		if err := attempt(check, connection); err != nil {
			result.OK, result.Detail = false, err.Error()
			connection.close()
			passed = false
		}
		line, _ := json.Marshal(result)
		fmt.Println(string(line))
	}
	return passed
}

// attempt makes one check. A check gives up by panicking with an error.
func attempt(check check, connection *connection) (err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("%v", problem)
		}
	}()
	if connection.transport == nil {
		connection.open()
	}
	check.run(connection)
	return nil
}
