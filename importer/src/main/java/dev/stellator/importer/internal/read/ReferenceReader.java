package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists of references, BibTeX or RIS: the title and the abstract of each. A damaged entry is named, and reading goes on with
 * the next one; the parsers of BibTeX that are at hand stop there, and hold one of two entries with the same key.
 */
final class ReferenceReader implements RecordReader {
    private static final Pattern ENTRY =
            Pattern.compile("^\\s{0,40}@([A-Za-z]{1,40})\\s{0,9}[{(]\\s{0,9}([^\\s,{}=\"]{0,200}).*$");
    private static final Pattern TAG = Pattern.compile("^([A-Z][A-Z0-9])  ?-(?: (.*+))?$");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][\\w-]{0,40}");
    private static final int LONGEST = 1 << 20;

    private final boolean ris;

    ReferenceReader(boolean ris) {
        this.ris = ris;
    }

    @Override
    public String format() {
        return ris ? "ris" : "bibtex";
    }

    @Override
    public void read(Content content, RecordSink sink) throws IOException {
        try (BufferedReader in = new BufferedReader(TextInput.open(content, sink::remark))) {
            boolean any = ris ? ris(in, sink) : bibtex(in, sink);
            if (!any) {
                throw new InputRefusedException("no entries of " + (ris ? "RIS" : "BibTeX") + " in it");
            }
        }
    }

    private static boolean ris(BufferedReader in, RecordSink sink) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        String last = "";
        long number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Matcher tag = TAG.matcher(line);
            if (!tag.matches()) {
                String more = line.strip();
                String before = fields.getOrDefault(last, "");
                if (!before.isEmpty() && before.length() < LONGEST) {
                    fields.put(last, before + " " + more);
                }
                continue;
            }
            last = tag.group(1);
            if (last.equals("ER")) {
                number++;
                entry(Long.toString(number), fields, sink);
                fields.clear();
            } else {
                String text = tag.group(2) == null ? "" : tag.group(2).strip();
                fields.putIfAbsent(last, text);
            }
        }
        if (!fields.isEmpty()) {
            number++;
            entry(Long.toString(number), fields, sink);
        }
        return number > 0;
    }

    /** An entry goes on to the next line that begins one. */
    private static boolean bibtex(BufferedReader in, RecordSink sink) throws IOException {
        StringBuilder entry = new StringBuilder();
        String key = "";
        Set<String> keys = new HashSet<>();
        boolean any = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Matcher begin = ENTRY.matcher(line);
            if (begin.matches()) {
                parsed(key, entry, sink);
                entry.setLength(0);
                String kind = begin.group(1).toLowerCase(Locale.ROOT);
                boolean read = !List.of("comment", "string", "preamble").contains(kind);
                key = read ? own(begin.group(2), keys) : "";
                any |= read;
                if (read) {
                    entry.append(line, line.indexOf('@') + 1, line.length()).append('\n');
                }
            } else if (!entry.isEmpty() && entry.length() < LONGEST) {
                entry.append(line).append('\n');
            }
        }
        parsed(key, entry, sink);
        return any;
    }

    /** A key that came before gets a number, so that each entry has a place of its own. */
    private static String own(String key, Set<String> keys) {
        String own = key.isEmpty() || !keys.add(key) ? key + "-" + (keys.size() + 1) : key;
        keys.add(own);
        return own;
    }

    private static void parsed(String key, StringBuilder entry, RecordSink sink) {
        if (entry.isEmpty()) {
            return;
        }
        Map<String, String> fields = new TreeMap<>();
        int comma = entry.indexOf(",");
        boolean whole = comma > 0 && fields(entry.toString(), comma, fields);
        if (!whole) {
            sink.damaged(key, "its braces or quotation marks do not fit");
        }
        fields.replaceAll((name, text) -> TexText.plain(text));
        entry(key, fields, sink);
    }

    /** Reads fields; says whether all of them end. */
    private static boolean fields(String entry, int from, Map<String, String> fields) {
        Matcher name = NAME.matcher(entry);
        for (int at = from + 1; name.find(at); ) {
            int equals = skipped(entry, name.end());
            if (equals >= entry.length() || entry.charAt(equals) != '=') {
                return entry.substring(at).strip().length() <= 1;
            }
            int begin = skipped(entry, equals + 1);
            int end = value(entry, begin);
            if (end < 0) {
                return false;
            }
            String field = name.group().toLowerCase(Locale.ROOT);
            char first = entry.charAt(begin);
            boolean quoted = first == '{' || first == '"';
            fields.putIfAbsent(field, quoted ? entry.substring(begin + 1, end - 1) : entry.substring(begin, end));
            at = end;
        }
        return true;
    }

    private static int skipped(String entry, int from) {
        int at = from;
        while (at < entry.length() && Character.isWhitespace(entry.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Where the value ends that begins at a place; -1 where it does not. */
    private static int value(String entry, int begin) {
        if (begin >= entry.length()) {
            return -1;
        }
        char first = entry.charAt(begin);
        int braces = 0;
        for (int at = begin; at < entry.length(); at++) {
            char c = entry.charAt(at);
            braces += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == '\\') {
                at++;
            } else if (first == '{' && braces == 0) {
                return at + 1;
            } else if (first == '"' && c == '"' && braces == 0 && at > begin) {
                return at + 1;
            } else if (first != '{' && first != '"' && (c == ',' || braces < 0)) {
                return at;
            }
        }
        return -1;
    }

    private static void entry(String member, Map<String, String> fields, RecordSink sink) {
        String title = first(fields, "title", "TI", "T1");
        String text = first(fields, "abstract", "AB", "N2");
        List<Block> blocks = new ArrayList<>();
        if (!title.isBlank()) {
            Records.paragraphs(title, null, sink).forEach(block -> blocks.add(Block.heading(block.text())));
        }
        blocks.addAll(Records.paragraphs(text, null, sink));
        if (!blocks.isEmpty()) {
            sink.record(new Row(member, title.isBlank() ? null : title, blocks));
        }
    }

    private static String first(Map<String, String> fields, String... names) {
        for (String name : names) {
            String text = fields.getOrDefault(name, "");
            if (!text.isBlank()) {
                return text;
            }
        }
        return "";
    }
}
