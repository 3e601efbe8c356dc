package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads TeX from its beginning to its end, once. A command that is not known goes, and what it was given in braces stays. */
final class TexText {
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Set<String> HEADINGS = Set.of(
            "part",
            "chapter",
            "section",
            "subsection",
            "subsubsection",
            "paragraph",
            "subparagraph",
            "frametitle",
            "addchap",
            "addsec");

    /** Commands whose arguments are no prose. */
    private static final Set<String> GONE = Set.of(
            "label",
            "ref",
            "eqref",
            "pageref",
            "autoref",
            "cref",
            "Cref",
            "nameref",
            "vref",
            "cite",
            "citep",
            "citet",
            "citealp",
            "citeauthor",
            "citeyear",
            "parencite",
            "textcite",
            "autocite",
            "footcite",
            "nocite",
            "includegraphics",
            "input",
            "include",
            "bibliography",
            "bibliographystyle",
            "addbibresource",
            "usepackage",
            "RequirePackage",
            "documentclass",
            "documentstyle",
            "newcommand",
            "renewcommand",
            "providecommand",
            "newenvironment",
            "renewenvironment",
            "newtheorem",
            "DeclareMathOperator",
            "setlength",
            "addtolength",
            "setcounter",
            "addtocounter",
            "vspace",
            "hspace",
            "index",
            "glossary",
            "pagestyle",
            "thispagestyle",
            "pagenumbering",
            "author",
            "date",
            "thanks",
            "institute",
            "affil",
            "email",
            "hypersetup",
            "geometry",
            "definecolor",
            "color",
            "graphicspath",
            "url",
            "hypertarget",
            "phantomsection",
            "addcontentsline",
            "markboth",
            "markright",
            "bibitem",
            "newlength",
            "selectlanguage",
            "rule",
            "fontsize",
            "linespread",
            "hyphenation",
            "theoremstyle",
            "lstset",
            "tikzset",
            "usetikzlibrary",
            "includeonly",
            "footnotemark");

    /** Of commands with more arguments than the last one shown, how many come before it. */
    private static final Set<String> SECOND_SHOWN = Set.of(
            "href",
            "textcolor",
            "hyperref",
            "foreignlanguage",
            "raisebox",
            "parbox",
            "colorbox",
            "multicolumn",
            "hyperlink");

    private static final Set<String> CODE =
            Set.of("verbatim", "verbatim*", "lstlisting", "minted", "Verbatim", "alltt", "code");
    private static final Set<String> GONE_PARTS = Set.of(
            "thebibliography",
            "comment",
            "tikzpicture",
            "pgfpicture",
            "picture",
            "filecontents",
            "filecontents*",
            "CCSXML");
    private static final Set<String> FORMULAS = Set.of(
            "equation",
            "equation*",
            "align",
            "align*",
            "gather",
            "gather*",
            "multline",
            "multline*",
            "eqnarray",
            "eqnarray*",
            "displaymath",
            "math",
            "flalign",
            "flalign*",
            "alignat",
            "alignat*");
    private static final Set<String> TABLES = Set.of("tabular", "tabular*", "tabularx", "longtable", "tabulary");
    private static final Set<String> WITH_ARGUMENT = Set.of("minipage", "multicols", "wrapfigure", "spacing");
    private static final int LONGEST_FORMULA = 200;

    private final TexInput in;
    private final BlockSink sink;
    private final MarkupText text;
    private final StringBuilder words = new StringBuilder();
    private final List<String> notes = new ArrayList<>();
    private boolean inTable;

    TexText(String source, BlockSink sink) {
        this.in = new TexInput(body(source, sink));
        this.sink = sink;
        this.text = new MarkupText(sink, found -> SPACE.matcher(found).replaceAll(" "));
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
                case '&' -> words.append(inTable ? "; " : "&");
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
        end();
    }

    private void end() {
        text.line(words.toString());
        words.setLength(0);
        text.end();
        List<String> after = List.copyOf(notes);
        notes.clear();
        for (String note : after) {
            text.item(note);
            text.end();
        }
    }

    private void command(String name) {
        String bare = name.endsWith("*") && name.length() > 1 ? name.substring(0, name.length() - 1) : name;
        if (TexSigns.isAccent(bare) && in.isBeforeLetter()) {
            words.append(TexSigns.accented(bare, plain(in.letter())));
        } else if (bare.equals("begin")) {
            environment(in.argument());
        } else if (bare.equals("end")) {
            ended(in.argument());
        } else if (HEADINGS.contains(bare)) {
            end();
            in.option();
            text.heading(plain(in.argument()));
        } else if (bare.equals("(") || bare.equals("[")) {
            formula(in.until(bare.equals("(") ? "\\)" : "\\]"));
        } else if (bare.equals("verb") || bare.equals("lstinline")) {
            words.append(in.verb());
        } else if (GONE.contains(bare)) {
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
            case "par", "newpage", "clearpage", "bigskip", "medskip", "smallskip" -> end();
            case "\\", "newline", "linebreak", "tabularnewline" -> {
                in.option();
                if (inTable) {
                    end();
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
                if (SECOND_SHOWN.contains(name)) {
                    in.option();
                    in.argument();
                }
                in.option();
                words.append(TexSigns.sign(name));
            }
        }
    }

    private void environment(String name) {
        if (FORMULAS.contains(name)) {
            formula(in.until("\\end{" + name + "}"));
            return;
        }
        end();
        if (CODE.contains(name)) {
            text.code(in.until("\\end{" + name + "}"));
        } else if (GONE_PARTS.contains(name)) {
            boolean references = name.equals("thebibliography");
            sink.leftOut(references ? "references" : "pictures and code", in.until("\\end{" + name + "}"));
        } else if (TABLES.contains(name)) {
            inTable = true;
            in.arguments();
        } else if (WITH_ARGUMENT.contains(name)) {
            in.arguments();
        } else {
            in.option();
        }
    }

    private void ended(String name) {
        inTable &= !TABLES.contains(name);
        end();
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
