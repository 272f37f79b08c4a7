package main

import (
	"fmt"
	"math"
	"math/rand"
	"strings"
	"time"

	"conformance"
	"conformance_base"
	"github.com/apache/thrift/lib/go/thrift"
)

// check is one thing that a server must do: it panics with an error when the server does not.
type check struct {
	name string
	run  func(c *connection)
}

// allChecks are the checks in the order in which they run: echoes first.
func allChecks() []check {
	return append(echoes(), []check{
		{"calls_without_result", callsWithoutResult},
		{"arguments_of_every_kind", argumentsOfEveryKind},
		{"arguments_without_ids", argumentsWithoutIds},
		{"defaults_filled_in", defaultsFilledIn},
		{"optional_fields", optionalFields},
		{"unknown_fields_skipped", unknownFieldsSkipped},
		{"oneway", oneway},
		{"sequence_ids", sequenceIds},
		{"many_calls", manyCalls},
		{"declared_exceptions", declaredExceptions},
		{"undeclared_exceptions", undeclaredExceptions},
		{"unknown_methods", unknownMethods},
		{"missing_fields", missingFields},
		{"new_connections", newConnections},
	}...)
}

func callsWithoutResult(c *connection) {
	must(c.client.Ping(ctx))
	must(c.client.Forget(ctx, "x"))
	must(c.client.Check(ctx, false))
	napped, err := c.client.Nap(ctx, 1)
	must(err)
	worked, err := c.client.Work(ctx, 1)
	must(err)
	require(napped == 1 && worked == 1015568748, "nap %d, work %d", napped, worked)
	identity, err := c.client.Whoami(ctx)
	must(err)
	require(identity.Process > 1 && identity.Count >= 1, "whoami: %v", identity)
}

func argumentsOfEveryKind(c *connection) {
	it := scalars(5)
	answer, err := c.client.Assemble(ctx, it.Truth, it.Tiny, it.Small, it.Medium, it.Large, it.Real, it.Text, it.Data,
		it.Color, it.At)
	must(err)
	expect(answer, it)
	sum, err := c.client.AddDefaults(ctx, 1, 2)
	must(err)
	expect(sum, int32(3))
}

func argumentsWithoutIds(c *connection) {
	difference, err := c.client.Subtract(ctx, 3, 5)
	must(err)
	expect(difference, int32(-2))
}

// defaultsFilledIn leaves out every field but the required one.
func defaultsFilledIn(c *connection) {
	var result conformance.ConformanceDescribeResult
	_, err := c.raw.Call(ctx, "describe", oneStruct(func(protocol thrift.TProtocol) error {
		must(protocol.WriteStructBegin(ctx, "Defaults"))
		must(protocol.WriteFieldBegin(ctx, "needed", thrift.STRING, 15))
		must(protocol.WriteString(ctx, "given"))
		must(protocol.WriteFieldEnd(ctx))
		must(protocol.WriteFieldStop(ctx))
		return protocol.WriteStructEnd(ctx)
	}), &result)
	must(err)
	expect(result.Success, []string{
		"truth=true", "tiny=-8", "small=127", "medium=2147483647", "large=5000000000", "real=1.5", "text=default",
		"color=2", "day=1", "needed=given",
	})
}

func optionalFields(c *connection) {
	few, err := c.client.Present(ctx, fewNeeds())
	must(err)
	expect(few, []string{"must", "should"})
	all, err := c.client.Present(ctx, allNeeds())
	must(err)
	expect(all, []string{"must", "may", "should", "zero", "flag", "items", "place"})
}

// unknownFieldsSkipped calls a function that knows the first release with a struct of the second.
func unknownFieldsSkipped(c *connection) {
	var result conformance.ConformanceEchoRelease1Result
	_, err := c.raw.Call(ctx, "echoRelease1", oneStruct(func(protocol thrift.TProtocol) error {
		return release2().Write(ctx, protocol)
	}), &result)
	must(err)
	require(result.Success.Name == "second" && result.Success.Last == -9, "got %v", result.Success)
}

func oneway(c *connection) {
	topic := fmt.Sprintf("go-%d", rand.New(rand.NewSource(time.Now().UnixNano())).Int63())
	notes := []string{"note 0 🌍", "note 1 🌍", "note 2 🌍"}
	for _, note := range notes {
		must(c.client.Note(ctx, topic, note))
	}
	kept, err := c.client.Notes(ctx, topic)
	must(err)
	expect(kept, notes)
}

func sequenceIds(c *connection) {
	for _, sequence := range []int32{0, 1, -1, math.MaxInt32, math.MinInt32} {
		must(c.output.WriteMessageBegin(ctx, "echoI32", thrift.CALL, sequence))
		must((&conformance.ConformanceEchoI32Args{Value: sequence}).Write(ctx, c.output))
		must(c.output.WriteMessageEnd(ctx))
		must(c.output.Flush(ctx))
		name, kind, answered, err := c.input.ReadMessageBegin(ctx)
		must(err)
		var result conformance.ConformanceEchoI32Result
		must(result.Read(ctx, c.input))
		must(c.input.ReadMessageEnd(ctx))
		require(name == "echoI32" && kind == thrift.REPLY && answered == sequence, "%s %d %d", name, kind, answered)
		require(result.Success != nil && *result.Success == sequence, "got %v", result)
	}
}

func manyCalls(c *connection) {
	for number := int32(0); number < 200; number++ {
		answer, err := c.client.EchoI32(ctx, number)
		must(err)
		require(answer == number, "%d for %d", answer, number)
	}
}

// newConnections come one after the other: a server of the simple model serves one at a time.
func newConnections(c *connection) {
	for number := int64(0); number < 3; number++ {
		c.close()
		c.open()
		answer, err := c.client.EchoI64(ctx, number)
		must(err)
		require(answer == number, "%d for %d", answer, number)
	}
}

func declaredExceptions(c *connection) {
	value, err := c.client.LookUp(ctx, "key")
	must(err)
	expect(value, "value")
	_, err = c.client.LookUp(ctx, "kéy")
	expect(raises[*conformance.NotFound](err), conformance.NotFound{
		Key: "kéy", Candidates: []string{"key"}, Near: point(-1, 1),
	})
	_, err = c.client.LookUp(ctx, "")
	expect(raises[*conformance_base.Refused](err), conformance_base.Refused{Reason: "an empty key", Code: 400})
	err = c.client.Check(ctx, true)
	expect(raises[*conformance_base.Refused](err), conformance_base.Refused{Reason: "as asked", Code: 403})
	_, err = c.client.Nap(ctx, 60_001)
	raises[*conformance_base.Refused](err)
}

func undeclaredExceptions(c *connection) {
	message := "schief gegangen: ÄÖÜ 🌍"
	_, err := c.client.Fail(ctx, message)
	failure := raises[thrift.TApplicationException](err)
	require(failure.TypeId() == thrift.UNKNOWN_APPLICATION_EXCEPTION && failure.Error() == message, "%v", failure)
	_, err = c.client.Misfit(ctx)
	failure = raises[thrift.TApplicationException](err)
	require(strings.Contains(failure.Error(), "misfit"), "%v", failure)
	must(c.client.Ping(ctx))
}

func unknownMethods(c *connection) {
	arguments := oneStruct(func(protocol thrift.TProtocol) error { return containers().Write(ctx, protocol) })
	for _, name := range []string{"nope", "toString", "constructor", "__proto__"} {
		_, err := c.raw.Call(ctx, name, arguments, &conformance.ConformanceEchoI32Result{})
		failure := raises[thrift.TApplicationException](err)
		require(failure.TypeId() == thrift.UNKNOWN_METHOD, "%v", failure)
	}
	must(c.client.Ping(ctx))
}

// missingFields are refused: a struct without its required field, a union without any.
func missingFields(c *connection) {
	arguments := oneStruct(func(protocol thrift.TProtocol) error {
		return (&conformance.Nothing{}).Write(ctx, protocol)
	})
	for _, name := range []string{"echoTree", "echoChoice"} {
		_, err := c.raw.Call(ctx, name, arguments, &conformance.ConformanceEchoI32Result{})
		raises[thrift.TApplicationException](err)
	}
	must(c.client.Ping(ctx))
}
