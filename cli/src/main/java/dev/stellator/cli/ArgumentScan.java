package dev.stellator.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks for an option before the command line is parsed, with no library. */
final class ArgumentScan {
    private ArgumentScan() {}

    /** The option's last value, as {@code --option=value} or in two arguments; {@code otherwise} where it is not given. */
    static @Nullable String value(List<String> arguments, String option, @Nullable String otherwise) {
        String value = otherwise;
        for (int i = 0; i < arguments.size() && !arguments.get(i).equals("--"); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(option + "=")) {
                value = argument.substring(option.length() + 1);
            } else if (argument.equals(option) && i + 1 < arguments.size()) {
                value = arguments.get(i + 1);
            }
        }
        return value;
    }
}
