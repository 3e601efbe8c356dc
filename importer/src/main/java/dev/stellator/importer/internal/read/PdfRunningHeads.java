package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Running heads and feet: the first or last lines of a page that come again on other pages, or whose number counts the
 * pages.
 */
final class PdfRunningHeads {
    private static final int AGAIN = 3;
    private static final int EDGE = 2;
    private static final int LONGEST = 120;
    private static final Pattern NUMBER = Pattern.compile("^\\W*+(\\d{1,5})\\b|\\b(\\d{1,5})\\W*+$");
    private static final Pattern NUMBERS_AND_SPACE = Pattern.compile("[\\d\\s]+");

    private PdfRunningHeads() {}

    static Set<PdfReader.Line> of(List<PdfReader.Line> lines) {
        Map<Integer, List<PdfReader.Line>> pages =
                lines.stream().collect(Collectors.groupingBy(PdfReader.Line::page, TreeMap::new, Collectors.toList()));
        Set<PdfReader.Line> running = new HashSet<>();
        Map<String, Integer> again = new HashMap<>();
        Map<Integer, Integer> offsets = new HashMap<>();
        pages.forEach((page, all) -> {
            candidates(all).forEach(line -> again.merge(signature(line), 1, Integer::sum));
            candidates(all).stream()
                    .flatMap(line -> numbers(line).stream())
                    .map(number -> number - page)
                    .distinct()
                    .forEach(offset -> offsets.merge(offset, 1, Integer::sum));
        });
        @Nullable
        Integer offset = offsets.entrySet().stream()
                .filter(entry -> entry.getValue() >= AGAIN)
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
        pages.forEach((page, all) -> candidates(all).stream()
                .filter(line -> isRunning(line, page, again, offset))
                .forEach(running::add));
        return running;
    }

    private static boolean isRunning(
            PdfReader.Line line, int page, Map<String, Integer> again, @Nullable Integer offset) {
        boolean repeated = Objects.requireNonNullElse(again.get(signature(line)), 0) >= AGAIN;
        boolean numbered = offset != null
                && line.text().length() <= LONGEST
                && numbers(line).contains(page + offset);
        return repeated || numbered;
    }

    private static List<PdfReader.Line> candidates(List<PdfReader.Line> page) {
        List<PdfReader.Line> byHeight = new ArrayList<>(page);
        byHeight.sort((a, b) -> Float.compare(a.top(), b.top()));
        Set<PdfReader.Line> edge = new HashSet<>(byHeight.subList(0, Math.min(EDGE, byHeight.size())));
        edge.addAll(byHeight.subList(Math.max(0, byHeight.size() - EDGE), byHeight.size()));
        return List.copyOf(edge);
    }

    /** A line's letters and place; numbers differ from page to page. */
    private static String signature(PdfReader.Line line) {
        return Math.round(line.top() / 4) + " "
                + NUMBERS_AND_SPACE.matcher(line.text()).replaceAll(" ").strip();
    }

    private static List<Integer> numbers(PdfReader.Line line) {
        List<Integer> numbers = new ArrayList<>();
        Matcher found = NUMBER.matcher(line.text());
        while (found.find()) {
            numbers.add(Integer.valueOf(found.group(1) == null ? found.group(2) : found.group(1)));
        }
        return numbers;
    }
}
