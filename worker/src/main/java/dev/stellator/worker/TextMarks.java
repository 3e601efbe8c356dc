package dev.stellator.worker;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a model's files say of its subwords, beside the tokenizer.
 *
 * @param begin id that starts a text
 * @param ends ids that end a text
 * @param unused ids that stand for nothing and only fill the vocabulary up
 * @param chat template of a conversation, in Jinja; null where the model has none
 */
record TextMarks(@Nullable Integer begin, List<Integer> ends, Set<Integer> unused, @Nullable String chat) {
    static final TextMarks NONE = new TextMarks(null, List.of(), Set.of(), null);

    TextMarks {
        ends = List.copyOf(ends);
        unused = Set.copyOf(unused);
    }

    /** Of ids as files give them: a negative one says that there is none, and one may stand in several files. */
    static TextMarks of(Collection<Integer> begins, Collection<Integer> ends) {
        return new TextMarks(some(begins).findFirst().orElse(null), some(ends).toList(), Set.of(), null);
    }

    private static Stream<Integer> some(Collection<Integer> ids) {
        return ids.stream().filter(id -> id >= 0).distinct();
    }

    TextMarks withUnused(Set<Integer> others) {
        return new TextMarks(begin, ends, others, chat);
    }

    TextMarks withChat(@Nullable String template) {
        return new TextMarks(begin, ends, unused, template);
    }
}
