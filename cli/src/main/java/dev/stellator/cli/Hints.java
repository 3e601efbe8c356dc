package dev.stellator.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Completes the commands that lines advise, which stand between backticks, by the flags with which this command found its
 * graph: a hint can be run as it stands. What comes from a file or the environment holds for the next command anyway.
 * Immutable.
 */
final class Hints {
    static final Hints NONE = new Hints(List.of());

    private static final Set<String> FLAGS = Set.of(
            "--config", "--data", "--uri", "--user", "--password-file", "--certificate", "--embedder", "--cache");
    private static final Pattern COMMAND = Pattern.compile("`(stellator (?!model\\b|help\\b)[^`]*)`");
    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./~-]+");

    /** A flag with its value, as a shell takes it. */
    private record Flag(String name, String value) {
        String text() {
            return " " + name + " "
                    + (PLAIN.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'");
        }
    }

    private final List<Flag> flags;

    private Hints(List<Flag> flags) {
        this.flags = List.copyOf(flags);
    }

    static Hints of(ParseResult parsed) {
        ParseResult command = parsed;
        while (command.hasSubcommand()) {
            command = command.subcommand();
        }
        List<Flag> flags = new ArrayList<>();
        for (OptionSpec option : command.matchedOptions()) {
            List<String> given = option.originalStringValues();
            if (FLAGS.contains(option.longestName()) && !given.isEmpty()) {
                flags.add(new Flag(option.longestName(), given.get(given.size() - 1)));
            }
        }
        return new Hints(flags);
    }

    /** A line with all commands in it completed. */
    String complete(String line) {
        Matcher commands = COMMAND.matcher(line);
        return commands.replaceAll(
                (MatchResult found) -> Matcher.quoteReplacement("`" + command(found.group(1)) + "`"));
    }

    /** One command completed by the flags that it does not name itself. */
    String command(String text) {
        if (text.contains("--help")) {
            return text;
        }
        return text
                + flags.stream()
                        .filter(flag -> !(text + " ").contains(" " + flag.name() + " "))
                        .map(Flag::text)
                        .collect(Collectors.joining());
    }
}
