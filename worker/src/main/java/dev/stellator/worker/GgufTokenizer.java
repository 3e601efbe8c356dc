package dev.stellator.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stellator.engine.InputRefusedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the tokenizer.json that a GGUF file's metadata stand for: byte-level pair encoding (type gpt2), or
 * SentencePiece's pair encoding (type llama), whose merges follow from the pieces' scores.
 */
final class GgufTokenizer {
    private static final String LLAMA = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String BLANK = "\u2581";
    private static final int LONGEST_PIECE = 1000;
    private static final Long NORMAL = 1L;
    private static final long UNKNOWN = 2;
    private static final long CONTROL = 3;
    private static final long USER_DEFINED = 4;
    private static final long UNUSED = 5;

    private final Map<String, Object> metadata;
    private final String where;
    private final Set<Integer> unused = new HashSet<>();
    private final ObjectNode json = new ObjectMapper().createObjectNode();

    private GgufTokenizer(Map<String, Object> metadata, String where) {
        this.metadata = metadata;
        this.where = where;
    }

    static LibraryTokenizer of(Map<String, Object> metadata, String where) {
        GgufTokenizer tokenizer = new GgufTokenizer(metadata, where);
        byte[] json = tokenizer.write();
        List<Integer> ends = new ArrayList<>();
        for (String end : List.of("eos", "eot", "eom")) {
            ends.addAll(ids(metadata, "tokenizer.ggml." + end + "_token_id"));
        }
        TextMarks marks = TextMarks.of(ids(metadata, "tokenizer.ggml.bos_token_id"), ends);
        String chat = metadata.get("tokenizer.chat_template") instanceof String template ? template : null;
        return new LibraryTokenizer(json, marks.withUnused(tokenizer.unused).withChat(chat), where);
    }

    private byte[] write() {
        Object model = metadata.get("tokenizer.ggml.model");
        json.put("version", "1.0");
        json.putNull("truncation").putNull("padding").putNull("normalizer").putNull("post_processor");
        switch (String.valueOf(model)) {
            case "gpt2" -> {
                json.set("decoder", byteLevel(true));
                preTokenizer(metadata.get("tokenizer.ggml.pre") instanceof String name ? name : "gpt-2");
                ArrayNode merges = vocabulary(false).putArray("merges");
                list("tokenizer.ggml.merges").forEach(merge -> merges.add(String.valueOf(merge)));
            }
            case "llama" -> {
                blanks();
                mergesByScore(vocabulary(true).putArray("merges"));
            }
            default ->
                throw new InputRefusedException(
                        where + ": tokenizer type " + model + " is not supported; gpt2 and llama are");
        }
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

    /** Blanks are pieces' own letters; one stands before the text unless the file says otherwise. */
    private void blanks() {
        boolean prefix = !Boolean.FALSE.equals(metadata.get("tokenizer.ggml.add_space_prefix"));
        ArrayNode before = json.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        if (prefix) {
            before.addObject().put("type", "Prepend").put("prepend", BLANK);
        }
        replace(before.addObject(), " ", BLANK);
        json.putNull("pre_tokenizer");
        ArrayNode after = json.putObject("decoder").put("type", "Sequence").putArray("decoders");
        replace(after.addObject(), BLANK, " ");
        after.addObject().put("type", "ByteFallback");
        after.addObject().put("type", "Fuse");
        if (prefix) {
            after.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
    }

    private static void replace(ObjectNode step, String from, String to) {
        step.put("type", "Replace").put("content", to).putObject("pattern").put("String", from);
    }

    /** Every way to put a piece together from two others, best piece first. */
    private void mergesByScore(ArrayNode merges) {
        List<?> tokens = list("tokenizer.ggml.tokens");
        List<?> scores = list("tokenizer.ggml.scores");
        if (scores.size() != tokens.size()) {
            throw new InputRefusedException(where + ": expected " + tokens.size() + " scores, found " + scores.size());
        }
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < tokens.size(); id++) {
            ids.put(String.valueOf(tokens.get(id)), id);
        }
        List<Merge> found = new ArrayList<>();
        for (int id = 0; id < tokens.size(); id++) {
            String piece = String.valueOf(tokens.get(id));
            if (!isText(id) || piece.length() > LONGEST_PIECE || !(scores.get(id) instanceof Double score)) {
                continue;
            }
            for (int at = 1; at < piece.length(); at++) {
                Integer left = ids.get(piece.substring(0, at));
                Integer right = ids.get(piece.substring(at));
                if (left != null && right != null) {
                    found.add(new Merge(score, left, right));
                }
            }
        }
        found.sort(Comparator.comparingDouble(Merge::score)
                .reversed()
                .thenComparingInt(Merge::left)
                .thenComparingInt(Merge::right));
        found.forEach(merge -> merges.addArray()
                .add(String.valueOf(tokens.get(merge.left())))
                .add(String.valueOf(tokens.get(merge.right()))));
    }

    /** Pieces for control and for single bytes are never put together from others. */
    private boolean isText(int id) {
        Object type = type(id);
        return type.equals(NORMAL) || type.equals(USER_DEFINED);
    }

    private Object type(int id) {
        return metadata.get("tokenizer.ggml.token_type") instanceof List<?> types && id < types.size()
                ? types.get(id)
                : NORMAL;
    }

    private record Merge(double score, int left, int right) {}

    private ObjectNode vocabulary(boolean bytes) {
        List<?> tokens = list("tokenizer.ggml.tokens");
        ObjectNode model = json.putObject("model").put("type", "BPE");
        model.putNull("dropout").putNull("unk_token").putNull("continuing_subword_prefix");
        model.putNull("end_of_word_suffix").put("fuse_unk", bytes).put("byte_fallback", bytes);
        model.put("ignore_merges", "llama-bpe".equals(metadata.get("tokenizer.ggml.pre")));
        ObjectNode vocabulary = model.putObject("vocab");
        ArrayNode added = json.putArray("added_tokens");
        for (int id = 0; id < tokens.size(); id++) {
            String piece = String.valueOf(tokens.get(id));
            vocabulary.put(piece, id);
            Object type = type(id);
            if (bytes && type.equals(UNKNOWN)) {
                model.put("unk_token", piece);
            }
            if (type.equals(UNUSED)) {
                unused.add(id);
            }
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
        return model;
    }

    private List<?> list(String key) {
        if (metadata.get(key) instanceof List<?> list && !list.isEmpty()) {
            return list;
        }
        throw new InputRefusedException(where + ": expected a list as " + key + ", found " + metadata.get(key));
    }

    private static List<Integer> ids(Map<String, Object> metadata, String key) {
        return metadata.get(key) instanceof Long value && value >= 0 && value <= Integer.MAX_VALUE
                ? List.of(value.intValue())
                : List.of();
    }
}
