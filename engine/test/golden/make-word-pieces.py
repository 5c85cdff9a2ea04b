"""
Pieces that the tokenizers of Hugging Face make of odd texts, in four settings: writes word-pieces.json beside itself.
The vocabularies are trained on the texts and differ a little from run to run. Run: pip install tokenizers==0.22.2, then python make-word-pieces.py
"""
import json
import random
from pathlib import Path

from tokenizers.implementations import BertWordPieceTokenizer

rng = random.Random(3)
letters = list("aAbéÉñİıßΣσς面霜あカ한,.!$+<=>^`|~-—'\"\u00a0\u200b\u0301\u0000\ufffd\t\n 1½²ﬁÅ　。、🙂🇩🇪ÅΩ𠮷﹐㐀豈ﾃ\uf900\u3005\u3007\u9fff\U0002f800\U0002b950")
texts = ["".join(rng.choice(letters) for _ in range(rng.randint(1, 40))) for _ in range(80)]
cases = []
for settings, options in [
    ({}, {"lowercase": True}),
    ({"lowercase": False}, {"lowercase": False}),
    ({"lowercase": False, "accents": False}, {"lowercase": False, "strip_accents": True}),
    ({"chinese": False}, {"handle_chinese_chars": False}),
]:
    trained = BertWordPieceTokenizer(**options)
    trained.train_from_iterator(texts, vocab_size=300, min_frequency=1, show_progress=False)
    vocabulary = [piece for piece, _ in sorted(trained.get_vocab().items(), key=lambda entry: entry[1])]
    # Of the pieces that training kept some are left out, so that words have unknown parts too.
    kept = [piece for place, piece in enumerate(vocabulary) if place < 5 or place % 9]
    tokenizer = BertWordPieceTokenizer({piece: number for number, piece in enumerate(kept)}, **options)
    tokenizer.enable_truncation(24)
    cases.append({"settings": settings, "vocabulary": kept, "numbers": [tokenizer.encode(text).ids for text in texts]})
Path(__file__).with_name("word-pieces.json").write_text(json.dumps({"texts": texts, "cases": cases}, separators=(",", ":")) + "\n")
