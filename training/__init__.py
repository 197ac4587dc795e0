"""How the built-in embedding is made and measured. Not part of the installed product."""
