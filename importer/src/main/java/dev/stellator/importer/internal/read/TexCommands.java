package dev.stellator.importer.internal.read;

import java.util.Set;

/** What the common commands and environments of LaTeX are to a reader. */
final class TexCommands {
    static final Set<String> HEADINGS = Set.of(
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
    static final Set<String> GONE = Set.of(
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
            "footnotemark",
            "cline",
            "cmidrule");

    /** Commands of which the second argument is shown. */
    static final Set<String> SECOND_SHOWN =
            Set.of("href", "textcolor", "foreignlanguage", "raisebox", "parbox", "colorbox", "hyperlink");

    static final Set<String> CODE =
            Set.of("verbatim", "verbatim*", "lstlisting", "minted", "Verbatim", "alltt", "code", "Highlighting");
    static final Set<String> GONE_PARTS = Set.of(
            "thebibliography",
            "comment",
            "tikzpicture",
            "pgfpicture",
            "picture",
            "filecontents",
            "filecontents*",
            "CCSXML");
    static final Set<String> FORMULAS = Set.of(
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
    static final Set<String> TABLES = Set.of("tabular", "tabular*", "tabularx", "longtable", "tabulary");
    static final Set<String> WITH_ARGUMENT = Set.of("minipage", "multicols", "wrapfigure", "spacing");

    private TexCommands() {}
}
