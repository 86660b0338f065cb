package httpapi

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// documentFiles puts the routes whose bodies are files into the OpenAPI document.
// They are served by plain Fiber handlers, so nothing else would tell of them.
func (s *Server) documentFiles() {
	doc := s.api.OpenAPI()
	text := &huma.Schema{Type: huma.TypeString}
	file := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	param := func(name string) *huma.Param {
		return &huma.Param{Name: name, In: "path", Required: true, Schema: text}
	}
	content := func(mime string, schema *huma.Schema) map[string]*huma.MediaType {
		return map[string]*huma.MediaType{mime: {Schema: schema}}
	}
	problem := &huma.Response{Description: "Error", Content: content("application/problem+json",
		&huma.Schema{Ref: "#/components/schemas/Problem"})}
	add := func(method, path, summary, status string, reply map[string]*huma.MediaType, body *huma.RequestBody, params ...*huma.Param) {
		doc.AddOperation(&huma.Operation{Method: method, Path: path, Summary: summary, Tags: []string{tagOf(path)},
			OperationID: operationID(Route{Method: method, Path: path}), Parameters: params, RequestBody: body,
			Security: []map[string][]string{{"bearer": {}}, {"cookie": {}}},
			Responses: map[string]*huma.Response{status: {Description: http.StatusText(http.StatusOK), Content: reply},
				"default": problem}})
	}
	form := &huma.Schema{Type: huma.TypeObject, Required: []string{"file"}, Properties: map[string]*huma.Schema{"file": file}}
	add(post, v1+"/uploads", "Send a file to attach to a filing", "201",
		content("application/json", doc.Components.Schemas.Schema(reflect.TypeFor[UploadView](), true, "")),
		&huma.RequestBody{Required: true, Content: content("multipart/form-data", form)})
	add(get, v1+"/cases/{id}/evidence/{file}", "A file of a case", "200", content("application/octet-stream", file), nil, param("id"), param("file"))
	add(get, v1+"/cases/{id}/parties/{party}/letter", "The letter that invites the other side, to print", "200", content("text/html", text), nil, param("id"), param("party"))
	add(get, v1+"/cases/{id}/receipt", "The receipt with the QR code, to print", "200", content("text/html", text), nil, param("id"))
	add(get, v1+"/centers/{id}/mediator-work.csv", "What the cases of a center's mediators came to, for a spreadsheet", "200", content("text/csv", text), nil, param("id"))
	add(get, v1+"/cases/{id}/documents/{kind}", "A document of the case file, as kind.docx or kind.html", "200", content(docxType, file), nil, param("id"), param("kind"))
	add(get, v1+"/cases/{id}/file.zip", "The whole case file as one archive, with its hashes", "200", content("application/zip", file), nil, param("id"))
	add(get, v1+"/centers/{id}/templates/{kind}", "The template of a document, to edit in Word", "200", content(docxType, file), nil, param("id"), param("kind"))
	add(post, v1+"/centers/{id}/templates/{kind}", "Put a center's own template into force", "204", nil,
		&huma.RequestBody{Required: true, Content: content("multipart/form-data", form)}, param("id"), param("kind"))
	add(del, v1+"/centers/{id}/templates/{kind}", "Go back to the template of the center above", "204", nil, nil, param("id"), param("kind"))
	add(get, v1+"/cases/{id}/messages/{message}/files/{file}", "A file that came with a message", "200", content("application/octet-stream", file), nil, param("id"), param("message"), param("file"))
	add(get, v1+"/centers/{id}/events", "What happens at a center and below it, as server-sent events", "200", content("text/event-stream", text), nil, param("id"))
	add(get, v1+"/rooms/{id}/door.png", "The code at the room's door as a QR code, to print", "200", content("image/png", file), nil, param("id"))
}
