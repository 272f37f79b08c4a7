package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"github.com/apache/thrift/lib/go/thrift"
)

// must gives up when something failed.
func must(err error) {
	if err != nil {
		panic(fmt.Errorf("%T: %w", err, err))
	}
}

// require gives up unless a condition holds.
func require(condition bool, what string, values ...any) {
	if !condition {
		panic(fmt.Errorf(what, values...))
	}
}

// expect gives up unless both are deeply equal: doubles by their bits, but for NaN, of which there are many; sets in
// any order.
func expect(actual, expected any) {
	got, wanted := canonical(reflect.ValueOf(actual), false), canonical(reflect.ValueOf(expected), false)
	require(got == wanted, "expected %.300s, got %.300s", wanted, got)
}

// raises returns the exception of a kind that a call must have ended with.
func raises[Kind error](err error) Kind {
	var kind Kind
	require(errors.As(err, &kind), "expected a %T, got %v", kind, err)
	return kind
}

// sets are the fields that hold sets: slices in Go, in an order that does not matter.
var sets = map[string]bool{
	"Numbers": true, "Names": true, "Bools": true, "Instants": true, "Chunks": true, "Palette": true,
	"Corners": true, "Reals": true,
}

// canonical is the same text for equal values.
func canonical(value reflect.Value, unordered bool) string {
	switch value.Kind() {
	case reflect.Pointer, reflect.Interface:
		if value.IsNil() {
			return "none"
		}
		return canonical(value.Elem(), unordered)
	case reflect.Float64:
		if math.IsNaN(value.Float()) {
			return "NaN"
		}
		return fmt.Sprintf("%x", math.Float64bits(value.Float()))
	case reflect.Map:
		var entries []string
		for _, key := range value.MapKeys() {
			entries = append(entries, canonical(key, false)+": "+canonical(value.MapIndex(key), false))
		}
		sort.Strings(entries)
		return "{" + strings.Join(entries, ", ") + "}"
	case reflect.String:
		return strconv.Quote(value.String())
	case reflect.Slice:
		if value.Type().Elem().Kind() == reflect.Uint8 { // byte by byte would take a second for a megabyte
			return hex.EncodeToString(value.Bytes())
		}
		var members []string
		for index := 0; index < value.Len(); index++ {
			members = append(members, canonical(value.Index(index), false))
		}
		if unordered {
			sort.Strings(members)
		}
		return "[" + strings.Join(members, ", ") + "]"
	case reflect.Struct:
		var fields []string
		for index := 0; index < value.NumField(); index++ {
			name := value.Type().Field(index).Name
			fields = append(fields, name+"="+canonical(value.Field(index), sets[name]))
		}
		return value.Type().Name() + "{" + strings.Join(fields, ", ") + "}"
	}
	return fmt.Sprintf("%#v", value.Interface())
}

// written is a struct that is made only to be sent.
type written func(protocol thrift.TProtocol) error

func (w written) Write(_ context.Context, protocol thrift.TProtocol) error { return w(protocol) }

func (w written) Read(context.Context, thrift.TProtocol) error { panic("made only to be sent") }

// oneStruct is the arguments' struct of a function with one argument: field 1, a struct.
func oneStruct(value func(protocol thrift.TProtocol) error) thrift.TStruct {
	return written(func(protocol thrift.TProtocol) error {
		must(protocol.WriteStructBegin(ctx, "args"))
		must(protocol.WriteFieldBegin(ctx, "value", thrift.STRUCT, 1))
		must(value(protocol))
		must(protocol.WriteFieldEnd(ctx))
		must(protocol.WriteFieldStop(ctx))
		return protocol.WriteStructEnd(ctx)
	})
}
