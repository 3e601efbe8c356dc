package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which column of a table holds the text.
 *
 * @param named name of the column, or its number counted from 0; guessed by common names where it is null
 */
record TextColumn(@Nullable String named) {
    static final Set<String> NAMES = Set.of(
            "text",
            "content",
            "body",
            "message",
            "sentence",
            "utterance",
            "comment",
            "review",
            "abstract",
            "текст",
            "сообщение",
            "содержание");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");

    /**
     * Its place, counted from 0.
     *
     * @throws InputRefusedException when the header has none, with the names that it has
     */
    int in(List<String> header) {
        List<String> names = header.stream().map(String::strip).toList();
        if (named == null) {
            return IntStream.range(0, names.size())
                    .filter(i -> NAMES.contains(names.get(i).toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new InputRefusedException(
                            "which column holds the text? name it with --text-column; there are " + shown(names)));
        }
        int place = names.indexOf(named);
        if (place < 0 && isNumber(named)) {
            place = Integer.parseInt(named);
        }
        if (place < 0 || place >= names.size()) {
            throw new InputRefusedException("no column '" + named + "'; there are " + shown(names));
        }
        return place;
    }

    /** Whether it is a number and no name of this header, which then may be a row as the others. */
    boolean isPlace(List<String> header) {
        return named != null && isNumber(named) && !header.contains(named);
    }

    private static boolean isNumber(String name) {
        return NUMBER.matcher(name).matches();
    }

    private static String shown(List<String> names) {
        List<String> first = names.stream()
                .limit(12)
                .map(name -> name.length() > 40 ? name.substring(0, 40) + "…" : name)
                .toList();
        return first + (names.size() > 12 ? " and " + (names.size() - 12) + " more" : "");
    }
}
