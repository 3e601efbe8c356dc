package dev.stellator.cli;

import java.util.regex.Pattern;

/** The value of a parameter that a command line gives: a number or a truth value as Cypher writes it, else text. */
final class CypherParameter {
    private static final Pattern WHOLE = Pattern.compile("-?(?:0|[1-9]\\d{0,17})");
    private static final Pattern DECIMAL = Pattern.compile("-?(?:0|[1-9]\\d*+)?\\.\\d++(?:[eE]-?\\d{1,3})?");

    private CypherParameter() {}

    static Object value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        if (WHOLE.matcher(text).matches()) {
            return Long.valueOf(text);
        }
        Double number = DECIMAL.matcher(text).matches() ? Double.valueOf(text) : null;
        return number != null && Double.isFinite(number) ? number : text;
    }
}
