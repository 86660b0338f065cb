package triage

// ModelFile is the model that ships.
func ModelFile() []byte { return modelFile }
