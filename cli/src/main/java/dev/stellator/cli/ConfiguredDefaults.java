package dev.stellator.cli;

import dev.stellator.api.UserFolders;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Defaults of options, in rising order of weight: {@code stellator.toml} of the user's configuration folder,
 * {@code stellator.toml} of the working folder ({@link HarmlessKeys} only), the environment. A file that is named by
 * {@code --config} or {@code STELLATOR_CONFIG} takes the place of both files and may set more. {@code --password-file} is
 * {@code password-file = "..."} in a file and {@code STELLATOR_PASSWORD_FILE} in the environment. A flag weighs most.
 */
final class ConfiguredDefaults implements IDefaultValueProvider {
    private static final String PREFIX = "STELLATOR_";
    static final String FLAG = "--config";

    private final Map<String, String> environment;
    private final Map<String, Origin> fromFiles = new TreeMap<>();
    private final Map<Path, Set<String>> refused = new TreeMap<>();
    private final List<ConfigurationFile> files;
    private final @Nullable Path untrusted;

    private ConfiguredDefaults(
            Map<String, String> environment, List<ConfigurationFile> files, @Nullable Path untrusted) {
        this.environment = environment;
        this.files = files;
        this.untrusted = untrusted;
        files.forEach(this::take);
    }

    /**
     * @param arguments of the command line, for the file that they name
     * @throws dev.stellator.engine.InputRefusedException when a file cannot be read
     */
    static ConfiguredDefaults load(UserFolders folders, Path workingFolder, List<String> arguments) {
        Map<String, String> environment = folders.environment();
        String named = ArgumentScan.value(arguments, FLAG, environment.get(PREFIX + "CONFIG"));
        if (named != null && !named.isBlank()) {
            return new ConfiguredDefaults(
                    environment, List.of(ConfigurationFile.read(workingFolder.resolve(named))), null);
        }
        Path own = folders.configuration().resolve(ConfigurationFile.NAME);
        Path found = workingFolder.resolve(ConfigurationFile.NAME);
        boolean elsewhere = Files.exists(found, LinkOption.NOFOLLOW_LINKS) && !isSame(own, found);
        List<ConfigurationFile> files = new ArrayList<>();
        if (Files.exists(own)) {
            files.add(ConfigurationFile.read(own));
        }
        if (elsewhere) {
            files.add(ConfigurationFile.read(found));
        }
        return new ConfiguredDefaults(environment, files, elsewhere ? found : null);
    }

    /** A user who works in the configuration folder itself meets one file by two paths. */
    private static boolean isSame(Path own, Path found) {
        return own.toAbsolutePath().normalize().equals(found.toAbsolutePath().normalize());
    }

    private void take(ConfigurationFile file) {
        Set<String> left = new TreeSet<>();
        file.values().forEach((key, value) -> {
            boolean allowed = file.path().equals(untrusted)
                    ? HarmlessKeys.allows(key, value, folderOf(file.path()))
                    : !HarmlessKeys.FLAGS_ONLY.contains(key);
            if (allowed) {
                fromFiles.put(key, new Origin(value, file.path().toString()));
            } else {
                left.add(key);
            }
        });
        refused.put(file.path(), left);
    }

    private static Path folderOf(Path file) {
        Path folder = file.getParent();
        return folder == null ? Path.of("") : folder;
    }

    /** The effective value of an option that was not given as a flag, and where it comes from. */
    record Origin(String value, String source) {}

    @Nullable
    Origin origin(String option) {
        String key = option.replaceFirst("^-+", "");
        String variable = variable(key);
        String value = environment.get(variable);
        if (value != null && !value.isBlank() && !HarmlessKeys.FLAGS_ONLY.contains(key)) {
            return new Origin(value, "environment " + variable);
        }
        return fromFiles.get(key);
    }

    private static String variable(String key) {
        return PREFIX + key.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** What was configured for one of these options, by its name without hyphens; flags are not looked at. */
    Map<String, Origin> of(Collection<String> options) {
        Map<String, Origin> found = new TreeMap<>();
        for (String key : options) {
            Origin origin = origin(key);
            if (origin != null) {
                found.put(key, origin);
            }
        }
        return found;
    }

    /** Keys that were taken from files, for a check against the options there are. */
    Set<String> keys() {
        return fromFiles.keySet();
    }

    /** Whether a file holds keys that were not taken from it. */
    boolean refuses() {
        return refused.values().stream().anyMatch(keys -> !keys.isEmpty());
    }

    /** A line for each file that was read: what was taken from it, what was not, and how to allow that. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (ConfigurationFile file : files) {
            Set<String> left = refused.getOrDefault(file.path(), Set.of());
            Set<String> taken = new TreeSet<>(file.values().keySet());
            taken.removeAll(left);
            notes.add("settings from " + file.path() + ": " + (taken.isEmpty() ? "none" : String.join(", ", taken))
                    + (left.isEmpty() ? "" : "; refused: " + String.join(", ", left) + why(file.path(), left)));
        }
        for (String key : HarmlessKeys.FLAGS_ONLY) {
            if (environment.containsKey(variable(key))) {
                notes.add(variable(key) + " is refused: give --" + key + " as a flag each time");
            }
        }
        return notes;
    }

    private String why(Path path, Set<String> left) {
        boolean flags = HarmlessKeys.FLAGS_ONLY.containsAll(left);
        if (flags) {
            return " (only as flags: they drop, overwrite or reach out)";
        }
        return path.equals(untrusted)
                ? " (a file found in the working folder may have come from elsewhere; --config " + path.getFileName()
                        + " takes them, or put them into your own configuration file)"
                : " (such only as flags)";
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
