package view

import "frontdesk"

// Template is a template as Meta has it.
type Template struct {
	frontdesk.TemplateDefinition
	Components []frontdesk.TemplateComponent `json:"components" nullable:"false"`
	Parameters []frontdesk.TemplateParameter `json:"parameters" nullable:"false" doc:"What is to be given when it is sent."`
}

// TemplateOf shows a template, with empty lists where it has nothing.
func TemplateOf(d frontdesk.TemplateDefinition) Template {
	return Template{
		TemplateDefinition: d,
		Components:         append([]frontdesk.TemplateComponent{}, d.Components...),
		Parameters:         append([]frontdesk.TemplateParameter{}, d.Parameters()...),
	}
}
