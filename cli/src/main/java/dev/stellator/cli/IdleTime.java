package dev.stellator.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a server stays without being asked: a number with its unit, such as 90s, 30m or 2h. */
final class IdleTime {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\s*(s|m|h)");

    private IdleTime() {}

    /** @throws UsageException when it is none, with the name of the option that it was given to */
    static Duration of(String option, String text) {
        Matcher matcher = matcher(text);
        if (!matcher.matches()) {
            throw new UsageException(expected(option, text));
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "h" -> Duration.ofHours(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofSeconds(number);
        };
    }

    static boolean isOne(String text) {
        return matcher(text).matches();
    }

    static String expected(String option, String found) {
        return option + " takes a time such as 90s, 30m or 2h, found '" + found + "'";
    }

    private static Matcher matcher(String text) {
        return FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    }
}
