#!/usr/bin/env python3
"""Writes a sentence encoder that knows letters alone: a folder as `--embedder FOLDER` takes it, of a few kilobytes.

Usage: benchmarks/encoder.py FOLDER [WIDTH]      (needs: pip install onnx)

Each subword is a letter, digit or sign, its state a drawn vector, and a text's vector their mean. It says nothing about
meaning and costs next to nothing, which is what tests of everything but the encoder want. The one in the importer's test
resources was written by this script with a width of 32.
"""
import json
import pathlib
import random
import sys

import onnx
from onnx import TensorProto, helper

folder = pathlib.Path(sys.argv[1])
width = int(sys.argv[2]) if len(sys.argv) > 2 else 32
folder.mkdir(parents=True, exist_ok=True)

signs = "abcdefghijklmnopqrstuvwxyzабвгдеёжзийклмнопрстуфхцчшщъыьэюя0123456789.,;:!?'\"()-–—«»“”’…"
subwords = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *signs, *("##" + sign for sign in signs)]
vocabulary = {subword: i for i, subword in enumerate(subwords)}


def special(name):
    return {"SpecialToken": {"id": name, "type_id": 0}}


tokenizer = {
    "version": "1.0",
    "truncation": None,
    "padding": None,
    "added_tokens": [
        {
            "id": i,
            "content": subwords[i],
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for i in range(4)
    ],
    "normalizer": {
        "type": "BertNormalizer",
        "clean_text": True,
        "handle_chinese_chars": True,
        "strip_accents": None,
        "lowercase": True,
    },
    "pre_tokenizer": {"type": "BertPreTokenizer"},
    "post_processor": {
        "type": "TemplateProcessing",
        "single": [special("[CLS]"), {"Sequence": {"id": "A", "type_id": 0}}, special("[SEP]")],
        "pair": [
            special("[CLS]"),
            {"Sequence": {"id": "A", "type_id": 0}},
            special("[SEP]"),
            {"Sequence": {"id": "B", "type_id": 1}},
            {"SpecialToken": {"id": "[SEP]", "type_id": 1}},
        ],
        "special_tokens": {
            name: {"id": name, "ids": [vocabulary[name]], "tokens": [name]} for name in ("[CLS]", "[SEP]")
        },
    },
    "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
    "model": {
        "type": "WordPiece",
        "unk_token": "[UNK]",
        "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100,
        "vocab": vocabulary,
    },
}
(folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")

chance = random.Random(1)
states = [chance.gauss(0, 1) for _ in range(len(subwords) * width)]
batch = ["batch", "length"]
graph = helper.make_graph(
    [helper.make_node("Gather", ["states", "input_ids"], ["last_hidden_state"])],
    "letters",
    [
        helper.make_tensor_value_info("input_ids", TensorProto.INT64, batch),
        helper.make_tensor_value_info("attention_mask", TensorProto.INT64, batch),
    ],
    [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*batch, width])],
    [helper.make_tensor("states", TensorProto.FLOAT, [len(subwords), width], states)],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(model)
onnx.save(model, str(folder / "model.onnx"))
