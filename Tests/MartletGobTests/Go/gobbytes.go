// Prints a stream of gobs as hexadecimal digits: gobbytes CASE. A process per case, since Go gives ids to types for the life of a process.
//
// With "read CASE" it reads such a stream from the standard input, digits too, and prints the values.
package main

import (
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"reflect"
	"time"
)

type Point struct{ X, Y int }

type Everything struct {
	Bool    bool
	Int     int
	Int8    int8
	Uint    uint
	Float   float64
	Single  float32
	Complex complex128
	String  string
	Bytes   []byte
	Ints    []int
	Points  []Point
	Three   [3]int
	Ages    map[string]int
	Point   Point
	Next    *Point
	Any     interface{}
	Time    time.Time
}

type Node struct {
	Name     string
	Children []Node
}

type Circle struct{ Radius float64 }
type Square struct {
	Side  int
	Label string
}
type Shaped struct {
	Shape  interface{}
	Shapes []interface{}
}
type Nested struct{ Inner interface{} }

type Version struct{ major, minor byte }

func (v Version) MarshalBinary() ([]byte, error) { return []byte{v.major, v.minor}, nil }
func (v *Version) UnmarshalBinary(b []byte) error {
	if len(b) != 2 {
		return fmt.Errorf("version of %d bytes", len(b))
	}
	v.major, v.minor = b[0], b[1]
	return nil
}

type Level struct{ name string }

func (l Level) MarshalBinary() ([]byte, error)  { return []byte(l.name), nil }
func (l *Level) UnmarshalBinary(b []byte) error { l.name = string(b); return nil }

type Release struct {
	Version Version
	Level   Level
}

type Wide struct{ A, B, C int }
type Narrow struct{ C int }

func full() Everything {
	return Everything{
		Bool: true, Int: -129, Int8: -8, Uint: 1 << 40, Float: 1.5, Single: 0.25, Complex: complex(1, -2),
		String: "grüße", Bytes: []byte{0, 128, 255}, Ints: []int{1, 0, -1}, Points: []Point{{1, 2}, {0, 0}},
		Three: [3]int{7, 0, 9}, Ages: map[string]int{"ada": 36}, Point: Point{3, 4}, Next: &Point{5, 6},
		Any: Circle{2}, Time: time.Unix(1700000000, 123456789).In(time.FixedZone("", 3600)),
	}
}

func values(name string) []interface{} {
	switch name {
	case "point":
		return []interface{}{Point{22, 33}, Point{0, -1}}
	case "int":
		return []interface{}{0, 17, -129}
	case "uint":
		return []interface{}{uint(256)}
	case "string":
		return []interface{}{"hello"}
	case "bytes":
		return []interface{}{[]byte{1, 2, 250}}
	case "float":
		return []interface{}{17.0, 0.0}
	case "complex":
		return []interface{}{complex(1, 2)}
	case "bool":
		return []interface{}{true, false}
	case "ints":
		return []interface{}{[]int{1, 2, 3}}
	case "array":
		return []interface{}{[3]int{1, 0, 3}}
	case "map":
		return []interface{}{map[string]int{"a": 1}}
	case "points":
		return []interface{}{[]Point{{1, 2}, {3, 4}}}
	case "nested":
		return []interface{}{map[string][]Point{"a": {{1, 2}}}}
	case "node":
		return []interface{}{Node{"a", []Node{{"b", nil}, {"c", []Node{{"d", nil}}}}}}
	case "time":
		return []interface{}{time.Unix(1700000000, 5).UTC()}
	case "zone":
		return []interface{}{time.Unix(1700000000, 5).In(time.FixedZone("", -3601))}
	case "release":
		return []interface{}{Release{Version{1, 2}, Level{"beta"}}}
	case "shaped":
		return []interface{}{Shaped{Circle{2}, []interface{}{1, "two", Square{3, "x"}, nil}}, Shaped{nil, nil}}
	case "interfaces":
		return []interface{}{Nested{Nested{Circle{2}}}}
	case "everything":
		return []interface{}{full(), Everything{}, full()}
	case "wide":
		return []interface{}{Wide{1, 2, 3}}
	}
	return nil
}

func target(name string) interface{} {
	switch name {
	case "point":
		return new(Point)
	case "int":
		return new(int)
	case "uint":
		return new(uint)
	case "string":
		return new(string)
	case "bytes":
		return new([]byte)
	case "float":
		return new(float64)
	case "complex":
		return new(complex128)
	case "bool":
		return new(bool)
	case "ints":
		return new([]int)
	case "array":
		return new([3]int)
	case "map":
		return new(map[string]int)
	case "points":
		return new([]Point)
	case "nested":
		return new(map[string][]Point)
	case "node":
		return new(Node)
	case "time", "zone":
		return new(time.Time)
	case "release":
		return new(Release)
	case "shaped":
		return new(Shaped)
	case "interfaces":
		return new(Nested)
	case "everything":
		return new(Everything)
	case "wide":
		return new(Narrow)
	}
	return nil
}

func show(value interface{}) {
	switch value := value.(type) {
	case *Everything:
		copy := *value
		copy.Next = nil
		copy.Time = time.Time{}
		fmt.Printf("%+v %v %s\n", copy, value.Next, value.Time.Format(time.RFC3339Nano))
	case *time.Time:
		fmt.Println(value.Format(time.RFC3339Nano))
	default:
		fmt.Printf("%+v\n", reflect.ValueOf(value).Elem())
	}
}

func main() {
	gob.Register(Circle{})
	gob.Register(Square{})
	gob.Register(Nested{})
	if len(os.Args) == 3 && os.Args[1] == "read" {
		digits, err := io.ReadAll(os.Stdin)
		if err != nil {
			panic(err)
		}
		stream, err := hex.DecodeString(string(bytes.TrimSpace(digits)))
		if err != nil {
			panic(err)
		}
		decoder := gob.NewDecoder(bytes.NewReader(stream))
		for {
			value := target(os.Args[2])
			if err := decoder.Decode(value); err == io.EOF {
				return
			} else if err != nil {
				fmt.Println("error:", err)
				os.Exit(1)
			}
			show(value)
		}
	}
	var stream bytes.Buffer
	encoder := gob.NewEncoder(&stream)
	for _, value := range values(os.Args[1]) {
		if err := encoder.Encode(value); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
	}
	fmt.Println(hex.EncodeToString(stream.Bytes()))
}
