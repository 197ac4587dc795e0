"""Text → unit vectors: the built-in static model, any sentence-transformers model, and LangChain's view of either."""

from rag.adapters.embeddings.builtin import BUILTIN_FOLDER, TOKENIZER_FILE, VECTORS_FILE, BuiltinEmbedder
from rag.adapters.embeddings.langchain import as_langchain
from rag.adapters.embeddings.making import make_embedder
from rag.adapters.embeddings.transformer import SentenceTransformerEmbedder

__all__ = [
    "BUILTIN_FOLDER",
    "TOKENIZER_FILE",
    "VECTORS_FILE",
    "BuiltinEmbedder",
    "SentenceTransformerEmbedder",
    "as_langchain",
    "make_embedder",
]
