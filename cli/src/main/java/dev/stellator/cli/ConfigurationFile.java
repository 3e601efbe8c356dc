package dev.stellator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One configuration file: names of options without hyphens, each with a plain value. */
record ConfigurationFile(Path path, Map<String, String> values) {
    static final String NAME = "stellator.toml";
    private static final int MOST_BYTES = 1 << 16;

    /**
     * @throws InputRefusedException when the file cannot be read, with the line of the fault
     */
    static ConfigurationFile read(Path path) {
        if (!Files.isRegularFile(path)) {
            throw refused(path, Files.exists(path) ? "not a regular file" : "there is no such file", null);
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw refused(path, "longer than " + MOST_BYTES + " bytes", null);
            }
            Map<String, String> values = new TreeMap<>();
            Set<String> others = new TreeSet<>();
            new TomlMapper().readTree(bytes).properties().forEach(field -> {
                values.put(field.getKey(), field.getValue().asText());
                if (!field.getValue().isValueNode()) {
                    others.add(field.getKey());
                }
            });
            if (!others.isEmpty()) {
                throw refused(path, String.join(", ", others) + ": expected text, a number, or true or false", null);
            }
            return new ConfigurationFile(path, values);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw refused(path, (line > 0 ? "line " + line + ": " : "") + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw refused(path, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static InputRefusedException refused(Path path, String why, @Nullable Throwable cause) {
        return new InputRefusedException("configuration file " + path + ": " + why, cause);
    }
}
