package dev.stellator.importer.internal.segment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Word lists that ship beside a class: words parted by white space, {@code #} starts a comment. */
public final class WordList {
    private static final Pattern COMMENT = Pattern.compile("#.*");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private WordList() {}

    public static Set<String> read(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no word list " + name + " beside " + beside.getName());
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .map(line -> COMMENT.matcher(line).replaceFirst(""))
                    .flatMap(line -> SPACE.splitAsStream(line))
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
