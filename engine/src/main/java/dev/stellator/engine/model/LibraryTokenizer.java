package dev.stellator.engine.model;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.InputRefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tokenizer.json in the hands of the Hugging Face library. */
final class LibraryTokenizer implements Tokenizer, AutoCloseable {
    /** A vocabulary may have holes; this many, or as many as it has pieces. */
    private static final int MOST_UNUSED = 1024;

    private static final List<String> SINKS =
            List.of("<|begin_of_text|>", "<|endoftext|>", "<|end_of_text|>", "<s>", "<bos>");
    private static final Map<String, String> PLAIN =
            Map.of("addSpecialTokens", "false", "padding", "false", "truncation", "false");

    private final HuggingFaceTokenizer library;
    private final Map<String, Integer> ids = new HashMap<>();
    private final String[] pieces;
    private final Set<Integer> specials = new HashSet<>();
    private final @Nullable Integer begin;
    private final @Nullable Integer end;

    /**
     * @param json content of a tokenizer.json
     * @param begin id that starts a text, where the model's files say so
     * @param end id that ends a text
     */
    LibraryTokenizer(byte[] json, @Nullable Integer begin, @Nullable Integer end, String where) {
        try {
            readVocabulary(new ObjectMapper().readTree(json));
            this.library = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), PLAIN);
        } catch (IOException | RuntimeException e) {
            throw new InputRefusedException(where + ": the tokenizer cannot be read: " + e.getMessage(), e);
        }
        int size = ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
        this.pieces = new String[size];
        Arrays.fill(pieces, "");
        ids.forEach((piece, id) -> pieces[id] = piece);
        this.begin = begin;
        this.end = end;
    }

    private void readVocabulary(JsonNode json) {
        JsonNode vocabulary = json.path("model").path("vocab");
        if (vocabulary.isArray()) {
            for (int id = 0; id < vocabulary.size(); id++) {
                ids.put(vocabulary.get(id).path(0).asText(), id);
            }
        }
        for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
            ids.put(entry.getKey(), entry.getValue().asInt());
        }
        for (JsonNode added : json.path("added_tokens")) {
            ids.put(added.path("content").asText(), added.path("id").asInt());
            if (added.path("special").asBoolean()) {
                specials.add(added.path("id").asInt());
            }
        }
        int most = 2 * ids.size() + MOST_UNUSED;
        if (ids.values().stream().anyMatch(id -> id < 0 || id > most)) {
            throw new IllegalArgumentException("an id lies outside of any vocabulary");
        }
    }

    @Override
    public int[] encode(String text) {
        return text.isEmpty()
                ? new int[0]
                : Arrays.stream(library.encode(text, false, false).getIds())
                        .mapToInt(Math::toIntExact)
                        .toArray();
    }

    @Override
    public String decode(int... subwords) {
        return subwords.length == 0
                ? ""
                : library.decode(Arrays.stream(subwords).asLongStream().toArray(), false);
    }

    @Override
    public String piece(int id) {
        return pieces[id];
    }

    @Override
    public OptionalInt idOf(String piece) {
        Integer id = ids.get(piece);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    @Override
    public boolean special(int id) {
        return specials.contains(id);
    }

    @Override
    public int size() {
        return pieces.length;
    }

    @Override
    public OptionalInt beginOfText() {
        return begin == null ? OptionalInt.empty() : OptionalInt.of(begin);
    }

    @Override
    public OptionalInt endOfText() {
        return end == null ? OptionalInt.empty() : OptionalInt.of(end);
    }

    @Override
    public int sink() {
        for (String name : SINKS) {
            if (ids.containsKey(name)) {
                return ids.get(name);
            }
        }
        return beginOfText().orElse(endOfText().orElse(0));
    }

    @Override
    public void close() {
        library.close();
    }
}
