package dev.stellator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Defaults of options from {@code stellator.toml} in the working folder (or the file that {@code STELLATOR_CONFIG} names)
 * and, weighing more, from the environment: {@code --password-file} is {@code password-file = "..."} there and
 * {@code STELLATOR_PASSWORD_FILE} here. A flag weighs most.
 */
final class ConfiguredDefaults implements IDefaultValueProvider {
    private static final String PREFIX = "STELLATOR_";
    private static final Path DEFAULT_FILE = Path.of("stellator.toml");

    private final Map<String, String> environment;
    private final Map<String, String> file;
    private final Path path;

    private ConfiguredDefaults(Map<String, String> environment, Map<String, String> file, Path path) {
        this.environment = environment;
        this.file = file;
        this.path = path;
    }

    static ConfiguredDefaults load(Map<String, String> environment) {
        String named = environment.get(PREFIX + "CONFIG");
        Path path = named == null ? DEFAULT_FILE : Path.of(named);
        return new ConfiguredDefaults(environment, read(path, named != null), path);
    }

    private static Map<String, String> read(Path path, boolean mustExist) {
        if (!mustExist && !Files.exists(path)) {
            return Map.of();
        }
        try {
            JsonNode root = new TomlMapper().readTree(path.toFile());
            Map<String, String> values = new TreeMap<>();
            root.properties()
                    .forEach(
                            field -> values.put(field.getKey(), field.getValue().asText()));
            return values;
        } catch (IOException e) {
            throw new InputRefusedException("configuration file " + path + ": " + e.getMessage(), e);
        }
    }

    /** The effective value of an option that was not given as a flag, and where it comes from. */
    record Origin(String value, String source) {}

    @Nullable
    Origin origin(String option) {
        String key = option.replaceFirst("^-+", "");
        String variable = PREFIX + key.replace('-', '_').toUpperCase(Locale.ROOT);
        String value = environment.get(variable);
        if (value != null && !value.isBlank()) {
            return new Origin(value, "environment " + variable);
        }
        String inFile = file.get(key);
        return inFile == null ? null : new Origin(inFile, path.toString());
    }

    /** Keys of the configuration file, for a check against the options there are. */
    java.util.Set<String> keys() {
        return file.keySet();
    }

    Path path() {
        return path;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
            return null;
        }
        Origin origin = origin(option.longestName());
        return origin == null ? null : origin.value();
    }
}
