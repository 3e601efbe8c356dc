package dev.stellator.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each pattern that the importer runs on a text grows linearly with it. All are tried on 64 KB of one unit over and over,
 * with an end that may make them fail: what goes back over all that it has read takes seconds there, and the text stops it.
 * On the unit that took longest, four megabytes take at most eight times as long as one: what grows with the square of a text
 * takes sixteen times as long. A pattern that is only ever asked
 * whether a whole text matches says so by a {@code ^}, and is tried at each place all the same.
 */
class PumpedPatternsTest {
    private static final int MEGABYTE = 1 << 20;
    private static final int TIMES = 4;
    private static final int TRIED = MEGABYTE / 16;
    private static final double MOST_SECONDS = 8;
    private static final double MOST_SECONDS_WHEN_TRIED = 1;

    /** Times too short to be compared. */
    private static final double UNREMARKABLE = 0.3;

    private static final int MEASUREMENTS = 3;

    private static final List<String> UNITS = List.of(
            "a",
            "A",
            "1",
            " ",
            "\n",
            ".",
            ". ",
            "…",
            "-",
            "*",
            "[",
            "(",
            "<",
            "_",
            "|",
            "a ",
            "aa ",
            "A. ",
            "1 ",
            ", 1",
            "a\t",
            "a|",
            "a*",
            "_a",
            "[*] ",
            "\n\n",
            "\n--",
            "\n>",
            " \n",
            "wrote:\n",
            "\nwrote",
            "_advert",
            " nav",
            "charset ",
            "i. ",
            "Mr. ",
            "т. п.",
            "1 г",
            "а-",
            "A: ",
            "Chapter ",
            "#",
            "/",
            "a/",
            "contents_",
            "***",
            "{\\header",
            "\u00a0",
            "\u2028",
            "Fig 1 ");

    private static final List<String> ENDS = List.of("", "!", "x\n>");

    /** A pattern, and where it is declared. */
    record Declared(String place, Pattern pattern) {
        @Override
        public String toString() {
            return place;
        }
    }

    static List<Declared> patterns() throws IOException {
        Path root = Path.of("target/classes");
        List<Declared> patterns = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.toString().endsWith(".class"))
                    .map(file ->
                            root.relativize(file).toString().replace('/', '.').replaceFirst("\\.class$", ""))
                    .filter(name -> !name.endsWith("-info"))
                    .forEach(name -> patterns.addAll(of(name)));
        }
        return patterns;
    }

    private static List<Declared> of(String name) {
        List<Declared> patterns = new ArrayList<>();
        try {
            for (Field field : Class.forName(name).getDeclaredFields()) {
                if (field.getType() == Pattern.class && Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    patterns.add(new Declared(
                            name.replaceFirst(".*\\.", "") + "." + field.getName(), (Pattern) field.get(null)));
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new UncheckedIOException(new IOException(name, e));
        }
        return patterns;
    }

    /** A unit over and over, and an end. */
    private record Pump(String unit, String end) {
        String text(int length) {
            return "\n" + unit.repeat(length / unit.length()) + end;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("patterns")
    void shouldGrowLinearly(Declared declared) {
        Pump slowest = new Pump("a", "");
        double longest = 0;
        for (String unit : UNITS) {
            for (String end : ENDS) {
                Pump pump = new Pump(unit, end);
                double seconds = seconds(declared, pump, TRIED, MOST_SECONDS_WHEN_TRIED);
                slowest = seconds > longest ? pump : slowest;
                longest = Math.max(longest, seconds);
            }
        }
        double once = least(declared, slowest, MEGABYTE);
        double more = least(declared, slowest, TIMES * MEGABYTE);
        assertThat(more)
                .as("%s on %d MB of %s, %.2f s on 1 MB", declared, TIMES, slowest, once)
                .isLessThan(2 * TIMES * Math.max(UNREMARKABLE, once));
    }

    /** The shortest of some times: other work of the machine only adds to them. */
    private static double least(Declared declared, Pump pump, int length) {
        double least = seconds(declared, pump, length, MOST_SECONDS);
        for (int i = 1; i < MEASUREMENTS && least > UNREMARKABLE; i++) {
            least = Math.min(least, seconds(declared, pump, length, MOST_SECONDS));
        }
        return least;
    }

    private static double seconds(Declared declared, Pump pump, int length, double most) {
        long begin = processorTime();
        long end = begin + (long) (most * TimeUnit.SECONDS.toNanos(1));
        Matcher matcher = declared.pattern().matcher(new LimitedText(pump.text(length), end, declared + " on " + pump));
        matcher.matches();
        matcher.reset();
        while (matcher.find()) {
            // each match is looked for, as replacing and splitting do
        }
        return (processorTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** What this thread has had of a processor: other work of the machine is no part of it. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** A text that is not given any more after a time. */
    private record LimitedText(String text, long end, String what) implements CharSequence {
        @Override
        public char charAt(int index) {
            if ((index & 0xFFF) == 0 && processorTime() > end) {
                throw new AssertionError(what + " does not end in time on " + text.length() + " characters");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    @Test
    void shouldFindThePatterns() throws IOException {
        assertThat(patterns())
                .hasSizeGreaterThan(40)
                .extracting(Declared::place)
                .contains("MailText.WROTE");
    }
}
