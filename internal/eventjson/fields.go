package eventjson

import (
	"maps"
	"reflect"
	"strings"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// fields is an event's form by its fields: labs and steps by name, texts in the language, times in seconds.
func (e *Encoder) fields(of event.Event) map[string]any {
	value := reflect.ValueOf(of)
	object := e.object(value)
	object["time"], object["type"] = now(), lowerFirst(value.Type().Name())
	return object
}

func (e *Encoder) object(of reflect.Value) map[string]any {
	object := map[string]any{}
	for i := range of.NumField() {
		if field := of.Type().Field(i); field.Anonymous {
			maps.Copy(object, e.object(of.Field(i)))
		} else {
			object[lowerFirst(field.Name)] = e.value(of.Field(i))
		}
	}
	return object
}

func (e *Encoder) value(of reflect.Value) any {
	switch value := of.Interface().(type) {
	case *lab.Lab:
		if value == nil {
			return nil
		}
		return value.Metadata.Name
	case *lab.Step:
		if value == nil {
			return nil
		}
		return value.Name
	case i18n.Message:
		return e.Words.Message(value)
	case error:
		return e.Words.Error(value)
	case time.Duration:
		return Seconds(value)
	case []byte:
		return string(value)
	case event.CheckFinished:
		return e.checkFinished(value)
	}
	switch of.Kind() {
	case reflect.Struct:
		return e.object(of)
	case reflect.Slice:
		list := []any{}
		for i := range of.Len() {
			list = append(list, e.value(of.Index(i)))
		}
		return list
	}
	return of.Interface()
}

func lowerFirst(name string) string {
	if name == "ID" {
		return "id"
	}
	return strings.ToLower(name[:1]) + name[1:]
}
