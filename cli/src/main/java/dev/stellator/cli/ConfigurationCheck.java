package dev.stellator.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Looks through all that is configured at once, so that a person mends a file once and not once for each value. */
final class ConfigurationCheck {
    private final CommandLine root;
    private final Map<String, List<List<String>>> commands = new TreeMap<>();

    /** @param root a command line of its own, without defaults: it is used to try values */
    ConfigurationCheck(CommandLine root) {
        this.root = root;
        collect(root, List.of());
    }

    private void collect(CommandLine command, List<String> path) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            commands.computeIfAbsent(option.longestName().replaceFirst("^-+", ""), key -> new ArrayList<>())
                    .add(path);
        }
        new LinkedHashMap<>(command.getSubcommands()).forEach((name, below) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            collect(below, longer);
        });
    }

    /** A line for each value that no command takes, and for each key that no option has. */
    List<String> problems(ConfiguredDefaults defaults) {
        List<String> problems = new ArrayList<>();
        defaults.of(commands.keySet()).forEach((key, origin) -> {
            String why = refused(key, origin.value());
            if (why != null) {
                problems.add(key + " from " + origin.source() + ": " + why);
            }
        });
        unknown(defaults)
                .forEach(key -> problems.add(key + " from "
                        + defaults.of(List.of(key)).values().iterator().next().source() + ": no option is named so"));
        return problems;
    }

    /** Keys of files that no option has. */
    Set<String> unknown(ConfiguredDefaults defaults) {
        Set<String> unknown = new TreeSet<>(defaults.keys());
        unknown.removeAll(commands.keySet());
        return unknown;
    }

    /** Null when some command takes the value. */
    private @Nullable String refused(String key, String value) {
        String why = null;
        for (List<String> path : commands.getOrDefault(key, List.of())) {
            List<String> arguments = new ArrayList<>(path);
            arguments.add("--" + key + "=" + value);
            try {
                root.parseArgs(arguments.toArray(String[]::new));
                return null;
            } catch (ParameterException e) {
                // a missing argument is none of the value's
                if (e.getValue() == null) {
                    return null;
                }
                why = e.getMessage();
            }
        }
        return why;
    }
}
