package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads TeX from its beginning to its end, once. A command that is not known goes, and what it was given in braces stays. */
final class TexText {
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern EMPTY_BRACKETS = Pattern.compile("\\s?[\\[(][\\s,;–-]{0,20}[\\])]");
    private static final Pattern BEFORE_MARK = Pattern.compile(" (?=[.,)](?:\\s|$))");
    private static final int LONGEST_FORMULA = 200;

    private final TexInput in;
    private final BlockSink sink;
    private final MarkupText text;
    private final StringBuilder words = new StringBuilder();
    private final List<String> notes = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private final List<String> cells = new ArrayList<>();
    private boolean inTable;

    TexText(String source, BlockSink sink) {
        this.in = new TexInput(body(source, sink));
        this.sink = sink;
        this.text = new MarkupText(sink, TexText::words);
        String title = TexInput.argumentOf(source, "\\title");
        if (!title.isEmpty()) {
            text.title(plain(title));
        }
    }

    /** What stands between the beginning of the document and its end; all of it where it is a part. */
    private static String body(String source, Account account) {
        int begin = source.indexOf("\\begin{document}");
        if (begin < 0) {
            return source;
        }
        int from = begin + "\\begin{document}".length();
        int end = source.indexOf("\\end{document}", from);
        account.leftOut("settings", source.substring(0, begin));
        return source.substring(from, end < 0 ? source.length() : end);
    }

    /** A field of text without its commands. */
    static String plain(String field) {
        StringBuilder found = new StringBuilder();
        new TexText(field, new BlockSink() {
                    @Override
                    public void title(String title) {
                        // A field has none.
                    }

                    @Override
                    public void block(Block block) {
                        found.append(found.isEmpty() ? "" : "\n\n").append(block.text());
                    }
                })
                .read();
        return found.toString();
    }

    void read() {
        while (in.hasNext()) {
            char c = in.next();
            switch (c) {
                case '\\' -> command(in.command());
                case '%' -> sink.leftOut("comments", in.comment());
                case '$' -> formula(in.formula());
                case '{', '}' -> {
                    // Groups say nothing.
                }
                case '~' -> words.append(' ');
                case '&' -> cell();
                case '\n' -> {
                    if (in.skipsBlankLine()) {
                        end();
                    } else {
                        words.append(' ');
                    }
                }
                default -> words.append(in.sign(c));
            }
        }
        ended("tabular");
    }

    /** Words with single spaces, and without what a reference leaves that is not shown. */
    private static String words(String found) {
        String single =
                EMPTY_BRACKETS.matcher(SPACE.matcher(found).replaceAll(" ")).replaceAll("");
        return BEFORE_MARK.matcher(single).replaceAll("");
    }

    private void end() {
        if (inTable) {
            words.append(' ');
            return;
        }
        text.line(words.toString());
        words.setLength(0);
        text.end(notes);
    }

    private void command(String name) {
        String bare = name.endsWith("*") && name.length() > 1 ? name.substring(0, name.length() - 1) : name;
        if (TexSigns.isAccent(bare) && in.isBeforeLetter()) {
            words.append(TexSigns.accented(bare, plain(in.letter())));
        } else if (bare.equals("begin")) {
            environment(in.argument());
        } else if (bare.equals("end")) {
            ended(in.argument());
        } else if (TexCommands.HEADINGS.contains(bare)) {
            end();
            in.option();
            text.heading(plain(in.argument()));
        } else if (bare.equals("(") || bare.equals("[")) {
            formula(in.until(bare.equals("(") ? "\\)" : "\\]"));
        } else if (bare.equals("verb") || bare.equals("lstinline")) {
            words.append(in.verb());
        } else if (TexCommands.GONE.contains(bare)) {
            sink.leftOut("commands", in.arguments());
        } else if (bare.equals("def") || bare.equals("let") || bare.equals("gdef")) {
            sink.leftOut("commands", in.definition());
        } else {
            prose(bare);
        }
    }

    private void prose(String name) {
        switch (name) {
            case "footnote", "marginpar", "footnotetext" -> {
                in.option();
                notes.add(plain(in.argument()));
            }
            case "item" -> {
                end();
                String term = in.option();
                if (!term.isBlank()) {
                    text.term(plain(term));
                }
            }
            case "iffalse" -> sink.leftOut("comments", in.until("\\fi"));
            case "par", "newpage", "clearpage", "bigskip", "medskip", "smallskip" -> end();
            case "\\", "newline", "linebreak", "tabularnewline" -> {
                in.option();
                if (inTable) {
                    row();
                } else {
                    words.append(' ');
                }
            }
            case "caption", "captionof" -> {
                end();
                in.option();
                text.item(plain(in.argument()));
                end();
            }
            case "title" -> in.argument();
            default -> {
                if (name.equals("multicolumn")) {
                    in.argument();
                    in.argument();
                } else if (TexCommands.SECOND_SHOWN.contains(name)) {
                    in.option();
                    in.argument();
                }
                in.option();
                words.append(TexSigns.sign(name));
            }
        }
    }

    private void environment(String name) {
        if (TexCommands.FORMULAS.contains(name)) {
            formula(in.until("\\end{" + name + "}"));
            return;
        }
        end();
        if (TexCommands.CODE.contains(name)) {
            text.code(in.until("\\end{" + name + "}"));
        } else if (TexCommands.GONE_PARTS.contains(name)) {
            boolean references = name.equals("thebibliography");
            sink.leftOut(references ? "references" : "pictures and code", in.until("\\end{" + name + "}"));
        } else if (TexCommands.TABLES.contains(name)) {
            inTable = true;
            in.arguments();
        } else if (TexCommands.WITH_ARGUMENT.contains(name)) {
            in.arguments();
        } else {
            in.option();
        }
    }

    private void ended(String name) {
        if (inTable && TexCommands.TABLES.contains(name)) {
            row();
            inTable = false;
            text.table(rows);
            rows.clear();
        }
        end();
    }

    private void cell() {
        if (!inTable) {
            words.append('&');
            return;
        }
        cells.add(words.toString());
        words.setLength(0);
    }

    private void row() {
        cell();
        if (!cells.stream().allMatch(String::isBlank)) {
            rows.add(List.copyOf(cells));
        }
        cells.clear();
    }

    /** A formula is one unit of its sentence; a long one is none of the text. */
    private void formula(String formula) {
        String unit = SPACE.matcher(
                        formula.replace("\\,", " ").replace("&", " ").replace("\\\\", " "))
                .replaceAll(" ")
                .strip();
        if (unit.length() > LONGEST_FORMULA) {
            sink.leftOut("formulas", formula);
        } else {
            words.append(
                            words.isEmpty() || Character.isWhitespace(words.charAt(words.length() - 1))
                                    ? ""
                                    : in.wasDisplay() ? " " : "")
                    .append(unit);
        }
    }
}
