package dev.stellator.cli;

import dev.stellator.engine.InputRefusedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Texts that stand one a line in a UTF-8 file, or on standard input. */
final class TextLines {
    private TextLines() {}

    /**
     * All lines that are not blank, without the space around them.
     *
     * @param file {@code -} is standard input
     * @param in standard input
     * @throws InputRefusedException when it cannot be read, or is not UTF-8
     */
    static List<String> read(Path file, InputStream in) {
        var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        try (BufferedReader reader = file.toString().equals("-")
                ? new BufferedReader(new InputStreamReader(in, decoder))
                : Files.newBufferedReader(file)) {
            return reader.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (java.io.UncheckedIOException e) {
            throw unreadable(file, e.getCause() == null ? new IOException(e) : e.getCause());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static InputRefusedException unreadable(Path file, IOException e) {
        return new InputRefusedException(
                e instanceof CharacterCodingException
                        ? "the file " + file + " is not UTF-8 text"
                        : "cannot read " + file + ": " + e,
                e);
    }
}
