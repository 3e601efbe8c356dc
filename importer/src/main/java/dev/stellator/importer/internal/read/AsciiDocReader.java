package dev.stellator.importer.internal.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * AsciiDoc (docs.asciidoctor.org): prose without marks; nothing that a document includes is fetched. Comments, attributes,
 * pictures and passed-through markup are left out. AsciidoctorJ is not used: it brings a whole Ruby.
 */
final class AsciiDocReader implements DocumentReader {
    private static final Pattern HEADING = Pattern.compile("^(?:={1,6}|#{1,6})\\s++(\\S.*+)$");
    private static final Pattern ATTRIBUTE = Pattern.compile("^:(!?[\\w-]{1,60}!?):(?:\\s++(.*+))?$");
    private static final Pattern BLOCK_ATTRIBUTES = Pattern.compile("^\\[[^\\]]{0,400}\\]\\s*+$");
    private static final Pattern DELIMITER =
            Pattern.compile("^(?:-{4,}|={4,}|\\*{4,}|_{4,}|\\.{4,}|\\+{4,}|/{4,}|--|```.{0,40}|[|,:!]={3,})\\s*+$");
    private static final Pattern UNDERLINE = Pattern.compile("^([=~^+-])\\1{2,200}\\s*+$");
    private static final Pattern BLOCK_MACRO = Pattern.compile("^[a-z]{1,20}::[^\\s\\[]{0,400}\\[.*+$");
    private static final Pattern ITEM = Pattern.compile(
            "^\\s*+(?:\\*{1,5}|-|\\.{1,5}|\\d{1,3}\\.|<[\\d.]{1,3}>)\\s++(?:\\[[ x*]\\]\\s++)?(\\S.*+)$");
    private static final Pattern TERM = Pattern.compile("^(\\S[^:]{0,200}?)(?::{2,4}|;;)(?:\\s++(.*+))?$");
    private static final Pattern ADMONITION = Pattern.compile("^(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):\\s++");
    private static final Pattern NOTE = Pattern.compile("footnote(?:ref)?:[\\w-]{0,40}\\[([^\\]]{0,600})\\]");
    private static final Pattern LINK = Pattern.compile(
            "(?:(?:link|xref|mailto):[^\\s\\[\\]]{1,400}|https?://[^\\s\\[\\]]{1,400})\\[([^\\]]{0,400})\\]");
    private static final Pattern REFERENCE = Pattern.compile("<<([^<>,]{1,200})(?:,([^<>]{1,200}))?>>");
    private static final Pattern GONE = Pattern.compile(
            "(?:image|icon|indexterm|anchor):[^\\s\\[:]{0,300}\\[[^\\]]{0,300}\\]|\\(\\(\\([^()]{1,200}\\)\\)\\)|\\[\\[[^\\[\\]\\n]{1,100}\\]\\]");
    private static final Pattern MACRO = Pattern.compile(
            "(?:kbd|btn|stem|latexmath|asciimath|pass|indexterm2):[a-z,]{0,20}\\[([^\\]]{0,300})\\]|\\(\\(([^()]{1,200})\\)\\)");
    private static final Pattern ROLE = Pattern.compile("\\[[.#%][^\\]\\n]{1,80}\\](?=[#*_`])");
    private static final Pattern VALUE = Pattern.compile("\\{([A-Za-z][\\w-]{0,60})\\}");
    private static final Set<String> GONE_BLOCKS = Set.of("////", "++++");
    private static final Set<String> CODE_BLOCKS = Set.of("----", "....", "```");
    private static final String TABLE = "|===";

    private final long limit;

    /** @param limit characters at most */
    AsciiDocReader(long limit) {
        this.limit = limit;
    }

    @Override
    public String format() {
        return "asciidoc";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        FilteredSink furnished = new FilteredSink(sink);
        new Pass(furnished).run(WholeText.lines(content, limit, "AsciiDoc", sink));
        furnished.end();
    }

    /** One reading of one document. */
    private static final class Pass {
        private final MarkupText text;
        private final Map<String, String> attributes = new HashMap<>();
        private final List<String> notes = new ArrayList<>();
        private boolean inHeader;

        Pass(BlockSink sink) {
            this.text = new MarkupText(sink, this::words);
        }

        void run(List<String> lines) {
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (isUnderline(line, i == 0 ? "" : lines.get(i - 1).strip())) {
                    text.becomeHeading();
                    continue;
                }
                String delimiter = DELIMITER.matcher(line).matches() ? line.strip() : "";
                String kind =
                        delimiter.startsWith("```") ? "```" : delimiter.substring(0, Math.min(4, delimiter.length()));
                if (GONE_BLOCKS.contains(kind) || CODE_BLOCKS.contains(kind) || isTable(kind)) {
                    end();
                    int close = close(lines, i, kind.equals("```") ? kind : delimiter);
                    if (close == lines.size()) {
                        continue; // nothing ends it: what follows is text
                    }
                    block(kind, lines.subList(i + 1, close));
                    i = close;
                } else if (!delimiter.isEmpty()) {
                    end();
                } else {
                    line(line);
                }
            }
            end();
        }

        /** Whether a line makes a title of the paragraph that is open, which is one line of about its length. */
        private boolean isUnderline(String line, String title) {
            return UNDERLINE.matcher(line).matches()
                    && text.isOpen(title)
                    && Math.abs(line.strip().length() - title.length()) <= 1;
        }

        private static boolean isTable(String kind) {
            return kind.endsWith("===") && !kind.startsWith("=");
        }

        private static int close(List<String> lines, int open, String delimiter) {
            int at = open + 1;
            while (at < lines.size() && !lines.get(at).strip().equals(delimiter)) {
                at++;
            }
            return at;
        }

        private void block(String kind, List<String> lines) {
            String whole = String.join("\n", lines);
            if (GONE_BLOCKS.contains(kind)) {
                text.leftOut("comments", whole);
            } else if (kind.equals(TABLE)) {
                table(lines);
            } else if (CODE_BLOCKS.contains(kind)) {
                text.code(whole);
            } else {
                text.leftOut("table of data", whole);
            }
        }

        /** Rows of as many cells as the first one has; a row may come in several lines. */
        private void table(List<String> lines) {
            List<String> cells = new ArrayList<>();
            int width = 0;
            for (String line : lines) {
                if (!line.contains("|") && !cells.isEmpty() && !line.isBlank()) {
                    cells.set(cells.size() - 1, cells.get(cells.size() - 1) + " " + line.strip());
                } else if (line.contains("|")) {
                    List<String> found = MarkupText.cells(line.substring(line.indexOf('|')), '|');
                    cells.addAll(found);
                    width = width == 0 ? found.size() : width;
                }
            }
            List<List<String>> rows = new ArrayList<>();
            for (int at = 0; width > 0 && at < cells.size(); at += width) {
                rows.add(cells.subList(at, Math.min(cells.size(), at + width)));
            }
            text.table(rows);
        }

        private void line(String line) {
            Matcher attribute = ATTRIBUTE.matcher(line);
            Matcher heading = HEADING.matcher(line);
            if (line.isBlank() || line.equals("+") || line.equals("'''") || line.equals("<<<")) {
                inHeader = false;
                end();
            } else if (attribute.matches()) {
                attributes.put(attribute.group(1), attribute.group(2) == null ? "" : attribute.group(2));
                text.leftOut("properties", line);
            } else if (inHeader) {
                text.leftOut("metadata", line); // the author and the revision
            } else if (heading.matches() && !text.isOpen()) {
                inHeader = line.startsWith("= ") && text.isEmpty();
                text.heading(heading.group(1));
            } else if (line.startsWith("//") || BLOCK_ATTRIBUTES.matcher(line).matches()) {
                text.leftOut("comments", line);
            } else if (BLOCK_MACRO.matcher(line).matches()) {
                end();
                text.leftOut("directives", line);
            } else {
                prose(line);
            }
        }

        private void prose(String line) {
            Matcher item = ITEM.matcher(line);
            Matcher term = TERM.matcher(line);
            boolean first = !text.isOpen();
            if (item.matches()) {
                end();
                text.line(item.group(1));
            } else if (term.matches()) {
                end();
                text.term(term.group(1));
                text.line(term.group(2) == null ? "" : term.group(2));
            } else if (first
                    && line.startsWith(".")
                    && line.length() > 1
                    && Character.isLetterOrDigit(line.charAt(1))) {
                text.heading(line.substring(1));
            } else if (first && line.startsWith(" ") && !Furniture.isProse(line)) {
                text.code(line);
            } else {
                text.line(
                        first
                                ? ADMONITION.matcher(line).replaceFirst("")
                                : line.endsWith(" +") ? line.substring(0, line.length() - 2) : line);
            }
        }

        /** Notes follow the paragraph of their mark. */
        private void end() {
            text.end(notes);
        }

        private String words(String paragraph) {
            String plain = NOTE.matcher(paragraph).replaceAll(note -> {
                notes.add(note.group(1));
                return "";
            });
            plain = ROLE.matcher(GONE.matcher(plain).replaceAll("")).replaceAll("");
            plain = LINK.matcher(plain).replaceAll(link -> Matcher.quoteReplacement(shown(link.group(1))));
            plain = REFERENCE
                    .matcher(plain)
                    .replaceAll(link -> Matcher.quoteReplacement(
                            link.group(2) == null ? "" : link.group(2).strip()));
            plain = MACRO.matcher(plain)
                    .replaceAll(found ->
                            Matcher.quoteReplacement(found.group(1) == null ? found.group(2) : found.group(1)));
            plain = VALUE.matcher(plain)
                    .replaceAll(found -> Matcher.quoteReplacement(attributes.getOrDefault(found.group(1), "")));
            for (String mark : List.of("**", "__", "``", "##")) {
                plain = Emphasis.withoutAnywhere(plain, mark);
            }
            for (String mark : List.of("*", "_", "`", "#", "+")) {
                plain = Emphasis.without(plain, mark);
            }
            return plain;
        }

        /** The words of a link; what follows a comma with an equals sign are its attributes. */
        private static String shown(String label) {
            int equals = label.indexOf('=');
            int comma = equals < 0 ? -1 : label.lastIndexOf(',', equals);
            String words = comma < 0 ? label : label.substring(0, comma);
            return words.endsWith("^") ? words.substring(0, words.length() - 1) : words;
        }
    }
}
