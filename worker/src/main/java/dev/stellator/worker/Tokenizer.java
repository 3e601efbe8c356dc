package dev.stellator.worker;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Text to the model's subwords and back. Thread-safe; it lives as long as its model. */
public interface Tokenizer {
    /** The subwords of a text by documents or people: none is added, and what spells a special subword stays text. */
    int[] encode(String text);

    /** The subwords of a text of the program's own: special subwords are recognised in it. */
    int[] encodeMarkup(String text);

    /** The first subwords of a text, at most so many. */
    default int[] beginning(String text, int most) {
        int[] ids = encode(text);
        return ids.length > most ? Arrays.copyOf(ids, most) : ids;
    }

    /** The first subword of each word, as the words stand inside a text. */
    default int[] firstSubwords(List<String> words) {
        return words.stream().mapToInt(word -> encodeInside(word)[0]).toArray();
    }

    /** A word's subwords as they stand inside a text, after a blank, which is not marked alike by all tokenizers. */
    default int[] encodeInside(String word) {
        int[] before = encode("a");
        int[] both = encode("a " + word);
        return both.length > before.length && Arrays.equals(before, 0, before.length, both, 0, before.length)
                ? Arrays.copyOfRange(both, before.length, both.length)
                : encode(" " + word);
    }

    /** The text of the subwords; special subwords are spelled out. */
    String decode(int... ids);

    /** The spelling of one subword in the vocabulary. */
    String piece(int id);

    OptionalInt idOf(String piece);

    boolean special(int id);

    int size();

    OptionalInt beginOfText();

    /** All subwords that end a text. */
    int[] endsOfText();

    /** Whether an id stands for a subword; a vocabulary may be filled up with ids that do not. */
    boolean drawable(int id);

    /** The subword that serves as attention sink: end or beginning of text. */
    int sink();

    /** How the model was taught to converse; empty for one that was not. */
    Optional<ChatTemplate> chatTemplate();

    /** A decoder for a growing text, which holds back characters of which bytes are missing. */
    default SubwordStream stream() {
        return new SubwordStream(this);
    }
}
