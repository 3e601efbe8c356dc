package dev.stellator.engine.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stellator.engine.InputRefusedException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the tokenizer.json that a GGUF file's metadata stand for: byte-level pair encoding. */
final class GgufTokenizer {
    private static final String LLAMA = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final long CONTROL = 3;
    private static final long USER_DEFINED = 4;

    private final Map<String, Object> metadata;
    private final String where;
    private final ObjectNode json = new ObjectMapper().createObjectNode();

    private GgufTokenizer(Map<String, Object> metadata, String where) {
        this.metadata = metadata;
        this.where = where;
    }

    static LibraryTokenizer of(Map<String, Object> metadata, String where) {
        return new LibraryTokenizer(
                new GgufTokenizer(metadata, where).write(),
                id(metadata, "tokenizer.ggml.bos_token_id"),
                id(metadata, "tokenizer.ggml.eos_token_id"),
                where);
    }

    private byte[] write() {
        Object model = metadata.get("tokenizer.ggml.model");
        if (!"gpt2".equals(model)) {
            throw new InputRefusedException(where + ": tokenizer type " + model + " is not supported; gpt2 is");
        }
        json.put("version", "1.0");
        json.putNull("truncation").putNull("padding").putNull("normalizer").putNull("post_processor");
        json.set("decoder", byteLevel(true));
        preTokenizer(metadata.get("tokenizer.ggml.pre") instanceof String name ? name : "gpt-2");
        vocabulary();
        try {
            return new ObjectMapper().writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void preTokenizer(String name) {
        ObjectNode sequence = json.putObject("pre_tokenizer").put("type", "Sequence");
        ArrayNode steps = sequence.putArray("pretokenizers");
        switch (name) {
            case "gpt-2", "default" -> steps.add(byteLevel(true));
            case "smollm" -> {
                steps.addObject().put("type", "Digits").put("individual_digits", true);
                steps.add(byteLevel(true));
            }
            case "llama-bpe" -> split(steps, LLAMA);
            case "qwen2" -> {
                json.putObject("normalizer").put("type", "NFC");
                split(steps, LLAMA.replace("\\p{N}{1,3}", "\\p{N}"));
            }
            default ->
                throw new InputRefusedException(where + ": pre-tokenizer " + name
                        + " is not supported; gpt-2, smollm, llama-bpe and qwen2 are");
        }
    }

    private void split(ArrayNode steps, String pattern) {
        ObjectNode split = steps.addObject().put("type", "Split").put("behavior", "Isolated");
        split.putObject("pattern").put("Regex", pattern);
        split.put("invert", false);
        steps.add(byteLevel(false));
    }

    private ObjectNode byteLevel(boolean regex) {
        return json.objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", regex);
    }

    private void vocabulary() {
        List<?> tokens = list("tokenizer.ggml.tokens");
        List<?> types = metadata.get("tokenizer.ggml.token_type") instanceof List<?> given ? given : List.of();
        ObjectNode model = json.putObject("model").put("type", "BPE");
        model.putNull("dropout").putNull("unk_token").putNull("continuing_subword_prefix");
        model.putNull("end_of_word_suffix").put("fuse_unk", false).put("byte_fallback", false);
        model.put("ignore_merges", "llama-bpe".equals(metadata.get("tokenizer.ggml.pre")));
        ObjectNode vocabulary = model.putObject("vocab");
        ArrayNode added = json.putArray("added_tokens");
        for (int id = 0; id < tokens.size(); id++) {
            String piece = String.valueOf(tokens.get(id));
            vocabulary.put(piece, id);
            Object type = id < types.size() ? types.get(id) : 1L;
            if (type.equals(CONTROL) || type.equals(USER_DEFINED)) {
                added.addObject()
                        .put("id", id)
                        .put("content", piece)
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", type.equals(CONTROL));
            }
        }
        ArrayNode merges = model.putArray("merges");
        list("tokenizer.ggml.merges").forEach(merge -> merges.add(String.valueOf(merge)));
    }

    private List<?> list(String key) {
        if (metadata.get(key) instanceof List<?> list && !list.isEmpty()) {
            return list;
        }
        throw new InputRefusedException(where + ": expected a list as " + key + ", found " + metadata.get(key));
    }

    private static @Nullable Integer id(Map<String, Object> metadata, String key) {
        return metadata.get(key) instanceof Long value && value >= 0 && value <= Integer.MAX_VALUE
                ? Integer.valueOf(value.intValue())
                : null;
    }
}
