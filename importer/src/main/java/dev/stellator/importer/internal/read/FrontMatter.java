package dev.stellator.importer.internal.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings at the very beginning of a text: YAML between lines {@code ---}, or up to {@code ...} (Jekyll, Pandoc), TOML
 * between lines {@code +++}, or an object of JSON (Hugo). They are settings only if they can be read as such: a rule of
 * three hyphens may also stand above a text.
 *
 * @param length characters that they take
 * @param title what they say the title is
 */
record FrontMatter(int length, @Nullable String title) {
    private static final FrontMatter NONE = new FrontMatter(0, null);
    private static final int LONGEST = 1 << 16;
    private static final ObjectMapper YAML = new YAMLMapper();
    private static final ObjectMapper TOML = new TomlMapper();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A line of YAML, where the whole is not quite YAML: a title with a colon in it is common. */
    private static final Pattern YAML_LINE = Pattern.compile(
            "^(?:[\\p{L}_][\\p{L}\\p{N}_ .-]{0,40}:(?:\\s.*+)?|\\s*+-(?:\\s.*+)?|\\s++\\S.*+|\\s*+#.*+|[\\]}].*+)$");

    private static final Pattern TOML_LINE =
            Pattern.compile("^\\s*+(?:[\\w.\"'-]{1,60}\\s*+=.*+|\\[.*+|#.*+|[\"'\\]}].*+)$");
    /** Names of settings that programs know; with one of them, others may hold sentences. */
    private static final Set<String> KNOWN = Set.of(
            "title",
            "date",
            "author",
            "authors",
            "tags",
            "tag",
            "keywords",
            "categories",
            "category",
            "layout",
            "draft",
            "slug",
            "aliases",
            "alias",
            "description",
            "summary",
            "lang",
            "language",
            "created",
            "updated",
            "modified",
            "lastmod",
            "published",
            "permalink",
            "weight",
            "type",
            "status",
            "id",
            "url",
            "subtitle",
            "cssclass",
            "cssclasses",
            "image",
            "toc",
            "output",
            "abstract");

    private static final Pattern KEY = Pattern.compile("^[\\p{L}\\p{N}_$][\\p{L}\\p{N}_ .:/@-]{0,60}$");

    /** How settings between two lines are read, what each of their lines looks like, and the lines that may end them. */
    private record Fence(ObjectMapper mapper, Pattern line, Set<String> ends) {}

    private static final Fence YAML_FENCE = new Fence(YAML, YAML_LINE, Set.of("---", "..."));
    private static final Fence TOML_FENCE = new Fence(TOML, TOML_LINE, Set.of("+++"));

    static FrontMatter of(String text) {
        String first = lineAt(text, 0);
        return switch (first.stripTrailing()) {
            case "---" -> fenced(text, first, YAML_FENCE);
            case "+++" -> fenced(text, first, TOML_FENCE);
            case "{" -> json(text);
            default -> NONE;
        };
    }

    private static FrontMatter fenced(String text, String first, Fence fence) {
        int begin = first.length() + 1;
        for (int at = begin; at < text.length() && at < LONGEST; ) {
            String next = lineAt(text, at);
            int after = Math.min(text.length(), at + next.length() + 1);
            if (fence.ends().contains(next.stripTrailing())) {
                String settings = text.substring(begin, at);
                JsonNode read = read(settings, fence.mapper());
                boolean known =
                        settings.isBlank() || isSettings(read) || (isAll(settings, fence.line()) && !isText(settings));
                return known && !startsBlank(settings) ? new FrontMatter(after, title(read)) : NONE;
            }
            at = after;
        }
        return NONE;
    }

    /** A rule above a text is followed by an empty line, as settings never are. */
    private static boolean startsBlank(String settings) {
        return !settings.isBlank() && lineAt(settings, 0).isBlank();
    }

    private static boolean isAll(String settings, Pattern line) {
        return !settings.isBlank()
                && settings.lines().filter(each -> !each.isBlank()).allMatch(each -> line.matcher(each)
                        .matches())
                && settings.lines().anyMatch(each -> each.indexOf(':') > 0 || each.indexOf('=') > 0);
    }

    private static boolean isSettings(@Nullable JsonNode read) {
        if (read == null || !read.isObject()) {
            return false;
        }
        boolean known = false;
        boolean prose = false;
        for (var field : read.properties()) {
            if (!KEY.matcher(field.getKey()).matches()) {
                return false;
            }
            known |= KNOWN.contains(field.getKey().toLowerCase(Locale.ROOT));
            prose |= isSentence(field.getValue().asText(""));
        }
        return known || !prose;
    }

    /** Whether lines with a colon in them are sentences of a text, and none of them a setting that is known. */
    private static boolean isText(String settings) {
        boolean known = settings.lines()
                .map(line -> line.indexOf(':') < 0 ? line : line.substring(0, line.indexOf(':')))
                .anyMatch(name -> KNOWN.contains(name.strip().toLowerCase(Locale.ROOT)));
        return !known
                && settings.lines()
                        .anyMatch(line ->
                                isSentence(line.substring(line.indexOf(':') + 1).strip()));
    }

    private static boolean isSentence(String value) {
        return !value.isEmpty() && ".!?…。！？".indexOf(value.charAt(value.length() - 1)) >= 0 && Furniture.isProse(value);
    }

    private static @Nullable JsonNode read(String settings, ObjectMapper mapper) {
        try {
            return mapper.readTree(settings);
        } catch (IOException | RuntimeException e) {
            return null; // no settings, or damaged ones: the lines decide
        }
    }

    private static FrontMatter json(String text) {
        try (JsonParser parser = JSON.getFactory().createParser(text)) {
            JsonNode read = JSON.readTree(parser);
            int end = (int) parser.currentLocation().getCharOffset();
            boolean alone = end >= text.length() || lineAt(text, end).isBlank();
            return isSettings(read) && alone ? new FrontMatter(end, title(read)) : NONE;
        } catch (IOException e) {
            return NONE;
        }
    }

    private static @Nullable String title(@Nullable JsonNode read) {
        JsonNode title = read == null ? null : read.get("title");
        return title == null || !title.isTextual() || title.asText().isBlank() ? null : title.asText();
    }

    private static String lineAt(String text, int at) {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.substring(at) : text.substring(at, end);
    }
}
