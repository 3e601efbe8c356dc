package dev.stellator.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the page wants done. Texts become arguments of a command line, each in a place where it cannot be an option.
 *
 * @param command import, basins, think, react, train or simulate
 * @param source folder or file to import, on the machine of the server
 * @param thought to think from
 * @param path start of a stored path's id; null for the thought's own, or for a field instead of a path
 * @param subwords of a thought
 * @param draws random paths a reaction is held against
 * @param texts to measure on
 * @param beginnings from which the model writes
 * @param steps of training
 * @param iterations of a simulation
 */
record JobAsked(
        String command,
        @Nullable String source,
        @Nullable String thought,
        @Nullable String path,
        @Nullable Integer subwords,
        @Nullable Double temperature,
        @Nullable Integer draws,
        @Nullable Integer texts,
        @Nullable Integer beginnings,
        @Nullable Integer steps,
        @Nullable Integer iterations) {
    private static final Set<String> COMMANDS = Set.of("import", "basins", "think", "react", "train", "simulate");
    private static final Set<String> WITH_MODEL = Set.of("think", "react", "train", "simulate");

    /** @param modelArguments options of the language model that the server was started with */
    List<String> arguments(List<String> modelArguments) {
        if (command == null || !COMMANDS.contains(command)) {
            throw refused("there is no job " + command, "ask for one of " + String.join(", ", COMMANDS));
        }
        List<String> arguments = new ArrayList<>(List.of(command, "--json"));
        if (WITH_MODEL.contains(command)) {
            arguments.addAll(modelArguments);
        }
        switch (command) {
            case "think" -> {
                option(arguments, "--path", path);
                option(arguments, "--subwords", subwords);
                option(arguments, "--temperature", temperature);
            }
            case "react" -> {
                option(arguments, "--draws", draws);
                option(arguments, "--texts", texts);
                option(arguments, "--beginnings", beginnings);
            }
            case "train" -> option(arguments, "--steps", steps);
            case "simulate" -> option(arguments, "--iterations", iterations);
            default -> {}
        }
        String operand = operand();
        if (operand != null) {
            arguments.addAll(List.of("--", operand));
        }
        return arguments;
    }

    private @Nullable String operand() {
        return switch (command) {
            case "import" -> required(source, "which folder or file to import");
            case "think" -> required(thought, "a thought to begin with");
            case "react" -> required(path, "a stored path to measure");
            case "train" -> path;
            default -> null;
        };
    }

    private static String required(@Nullable String value, String what) {
        if (value == null || value.isBlank()) {
            throw refused("this job needs " + what, "say " + what);
        }
        return value;
    }

    private static void option(List<String> arguments, String name, @Nullable Object value) {
        if (value != null) {
            arguments.add(name + "=" + value);
        }
    }

    private static Problem.Raised refused(String detail, String remedy) {
        return new Problem("refused", 422, detail, remedy, 3, null, null).raised();
    }
}
