package foi

// Correspondence is the purpose of a document that is a letter to the person: it names them, so that only those who write to
// the person see it.
const Correspondence DocumentPurpose = "letter"
