package dev.stellator.cypher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The queries of this module, one a {@code .cypher} file, by name. */
final class Queries {
    private static final Pattern END_OF_STATEMENT = Pattern.compile(";\\s*(\\R|$)");
    private static final Map<String, String> LOADED = new ConcurrentHashMap<>();

    private Queries() {}

    /** The query without its header comment. */
    static String named(String name) {
        return LOADED.computeIfAbsent(name, Queries::load);
    }

    /** The statements of a file that holds several. */
    static List<String> statements(String name) {
        return END_OF_STATEMENT
                .splitAsStream(named(name))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static String load(String name) {
        try (InputStream in = Queries.class.getResourceAsStream(name + ".cypher")) {
            if (in == null) {
                throw new IllegalArgumentException("there is no query named " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .dropWhile(line -> line.startsWith("//"))
                    .reduce("", (text, line) -> text + line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
