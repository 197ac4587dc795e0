"""Real models of a few kilobytes, made here: random weights, a vocabulary of the characters that the tests use."""

from __future__ import annotations

from pathlib import Path

CHARACTERS = "港口林业泊位引航员缺就业稳岗补贴校舍改造学建设新企得到资助防火通道公里年月日万亩株%.,，。、：0123456789"
WORDS = ("query", "passage", "jobs", "schools", "##s", "report", "of", "the", "office")


def tiny_bert(
    folder: Path,
    *,
    seed: int = 1,
    prompts: dict[str, str] | None = None,
    pooling: str = "mean",
    lower_case: bool = True,
    max_tokens: int = 64,
) -> str:
    """A BERT of two layers with WordPiece, pooling and normalisation, as sentence-transformers saves it."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder.mkdir(parents=True)
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = list(dict.fromkeys([*specials, *CHARACTERS, *WORDS, *(word.upper() for word in WORDS)]))
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    tokenizer = BertTokenizerFast(
        vocab={word: place for place, word in enumerate(vocabulary)}, do_lower_case=lower_case
    )
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    BertModel(config).save_pretrained(folder / "bert")
    tokenizer.save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=max_tokens)
    layers = [transformer, Pooling(32, pooling_mode=pooling), Normalize()]
    model = SentenceTransformer(modules=layers, prompts=prompts or {}, device="cpu")
    model.save_pretrained(str(folder / "model"), create_model_card=False)
    return str(folder / "model")
