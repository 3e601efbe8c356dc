package dev.stellator.worker;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.InputRefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final BitSet drawable = new BitSet();
    private final byte[] json;
    private final TextMarks marks;
    private final String where;
    private @Nullable HuggingFaceTokenizer plain;
    private @Nullable ChatTemplate chat;

    /**
     * @param json content of a tokenizer.json
     * @param marks what the model's other files say
     */
    LibraryTokenizer(byte[] json, TextMarks marks, String where) {
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
        ids.values().stream().filter(id -> !marks.unused().contains(id)).forEach(drawable::set);
        this.json = json;
        this.marks = marks;
        this.where = where;
    }

    /**
     * Ids from the tokenizer that the model has no row for would fail only when a text has them.
     *
     * @param rows what holds the rows, in words
     */
    void requireWithin(int vocabulary, String rows) {
        if (pieces.length > vocabulary) {
            throw new InputRefusedException(
                    where + ": the largest id is " + (pieces.length - 1) + ", but " + rows + " has " + vocabulary
                            + " rows; this is the tokenizer of another model, or one with added subwords");
        }
        List<Integer> given = new ArrayList<>(marks.ends());
        if (marks.begin() != null) {
            given.add(marks.begin());
        }
        for (int id : given) {
            if (id >= vocabulary) {
                throw new InputRefusedException(where + ": the model's settings let a text begin or end with subword "
                        + id + ", but " + rows + " has " + vocabulary + " rows");
            }
        }
    }

    private void readVocabulary(JsonNode json) {
        JsonNode vocabulary = json.path("model").path("vocab");
        if (vocabulary.isArray()) {
            for (int id = 0; id < vocabulary.size(); id++) {
                ids.put(vocabulary.get(id).path(0).asText(), id);
            }
        }
        for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
            ids.put(entry.getKey(), id(entry.getValue(), entry.getKey()));
        }
        for (JsonNode added : json.path("added_tokens")) {
            String content = added.path("content").asText();
            int id = id(added.path("id"), content);
            ids.put(content, id);
            if (added.path("special").asBoolean()) {
                specials.add(id);
            }
        }
        int most = 2 * ids.size() + MOST_UNUSED;
        if (ids.values().stream().anyMatch(id -> id < 0 || id > most)) {
            throw new IllegalArgumentException("an id lies outside of any vocabulary");
        }
    }

    private static int id(JsonNode node, String piece) {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw new IllegalArgumentException("expected a whole number as id of '" + piece + "', found " + node);
        }
        return node.asInt();
    }

    @Override
    public int[] encode(String text) {
        int[] found = encodeMarkup(text);
        return Arrays.stream(found).anyMatch(specials::contains) ? encoded(plain(), text) : found;
    }

    @Override
    public int[] encodeMarkup(String text) {
        return text.isEmpty() ? new int[0] : encoded(library, text);
    }

    private static int[] encoded(HuggingFaceTokenizer tokenizer, String text) {
        return Arrays.stream(tokenizer.encode(text, false, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /** Few texts spell a special subword, so the tokenizer that does not know any is made when one comes. */
    private synchronized HuggingFaceTokenizer plain() {
        if (plain == null) {
            try {
                plain = HuggingFaceTokenizer.newInstance(
                        new ByteArrayInputStream(PlainTokenizer.of(json, specials)), PLAIN);
            } catch (IOException | RuntimeException e) {
                throw new InputRefusedException(
                        where + ": the tokenizer cannot be read without its special subwords: " + e.getMessage(), e);
            }
        }
        return plain;
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
        return marks.begin() == null ? OptionalInt.empty() : OptionalInt.of(marks.begin());
    }

    @Override
    public int[] endsOfText() {
        return marks.ends().stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public boolean drawable(int id) {
        return drawable.get(id);
    }

    @Override
    public int sink() {
        for (String name : SINKS) {
            if (ids.containsKey(name)) {
                return ids.get(name);
            }
        }
        return beginOfText().orElse(marks.ends().isEmpty() ? 0 : marks.ends().get(0));
    }

    @Override
    public synchronized Optional<ChatTemplate> chatTemplate() {
        if (chat == null && marks.chat() != null) {
            chat = new ChatTemplate(marks.chat(), this, where);
        }
        return Optional.ofNullable(chat);
    }

    @Override
    public synchronized void close() {
        library.close();
        if (plain != null) {
            plain.close();
        }
    }
}
