package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Puts lines together to paragraphs. A blank line always ends one; in wrapped text an indent or a dash may, too. A
 * paragraph of which a third of the lines are set in columns is a table, and left out, unless its columns are names and prose.
 */
final class Paragraphs {
    private static final Pattern SPACE = Pattern.compile("[\\s\\u00A0]+");
    private static final Pattern DIALOGUE = Pattern.compile("(?:--|[—–-]) ?\\S.*");
    /** Columns of a table are parted by more space than words are. */
    private static final Pattern GAP = Pattern.compile("[^\\s.!?…:;,] {5,}\\S|\\S\\t+\\S.*\\t\\S|\\S *\\|.*\\|");

    private static final String WIDE_SPACE = "     ";
    private static final Pattern COLUMN = Pattern.compile(" {4,}|\\t+");
    private static final int FAR_IN = 8;
    private static final String ENDS = ".!?…:;»”\"')]";

    private final Layout layout;
    private final Consumer<String> out;
    private final Account account;
    private final StringBuilder paragraph = new StringBuilder();
    private int lastIndent;
    private int lines;
    private int gapped;
    private int labelled;
    private final List<String> raw = new ArrayList<>();
    private boolean inLine;

    Paragraphs(Layout layout, Account account, Consumer<String> out) {
        this.layout = layout;
        this.account = account;
        this.out = out;
    }

    void line(LineReader.Line line) {
        String text = isSpacedOnce(line.text())
                ? line.text().strip()
                : SPACE.matcher(line.text()).replaceAll(" ").strip();
        if (text.isEmpty()) {
            if (!inLine) {
                end();
            }
        } else if (paragraph.length() == 0) {
            paragraph.append(text);
        } else if (!inLine && startsParagraph(line, text)) {
            end();
            paragraph.append(text);
        } else if (inLine) {
            paragraph.append(' ').append(text);
        } else {
            Hyphens.join(paragraph, text, layout.hyphenated());
        }
        if (!text.isEmpty()) {
            lines++;
            raw.add(line.text());
            labelled += Columns.isLabelled(line.text()) ? 1 : 0;
            gapped += isGapped(line.text()) ? 1 : 0;
        }
        lastIndent = line.indent();
        inLine = !line.whole();
        if (paragraph.length() >= LineReader.LIMIT) {
            raw.clear();
            emit(CutPoints.before(paragraph, Math.min(paragraph.length(), LineReader.LIMIT)));
        }
    }

    /** Whether all white space of a text is single blanks, as it mostly is: to find that out takes far less than to replace it. */
    private static boolean isSpacedOnce(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' || c == '\u00A0') || (c == ' ' && i > 0 && text.charAt(i - 1) == ' ')) {
                return false;
            }
        }
        return true;
    }

    /** Whether a line is set in columns; without a sign that parts them it is not looked at further. */
    private static boolean isGapped(String line) {
        boolean mayBe = line.indexOf('\t') >= 0 || line.indexOf('|') >= 0 || line.contains(WIDE_SPACE);
        return mayBe && GAP.matcher(line).find();
    }

    private boolean startsParagraph(LineReader.Line line, String text) {
        boolean ended = ENDS.indexOf(paragraph.charAt(paragraph.length() - 1)) >= 0;
        if (labelled > 0 && line.indent() >= FAR_IN) {
            return false; // the second column of an entry goes on
        }
        return !layout.wrapped()
                || (ended && line.indent() >= lastIndent + 2)
                || (ended && DIALOGUE.matcher(text).matches());
    }

    void end() {
        String definition = labelled == 0 ? Columns.definition(raw) : null;
        if (definition != null) {
            paragraph.setLength(0);
            paragraph.append(SPACE.matcher(definition).replaceAll(" "));
        }
        boolean table = gapped > 0 && gapped * 3 >= lines;
        boolean led =
                labelled == 1 && lines == 1 && raw.size() == 1 && raw.get(0).contains("....");
        if (table || led || (labelled > 1 && labelled * 2 >= lines)) {
            List<String> entries = Columns.sideBySide(raw);
            entries = entries.isEmpty() ? Columns.entries(raw) : entries;
            if (!entries.isEmpty()) {
                entries.forEach(entry -> out.accept(SPACE.matcher(entry).replaceAll(" ")));
                paragraph.setLength(0);
            } else if (table && !isProse()) {
                account.leftOut("table", paragraph.toString());
                paragraph.setLength(0);
            }
        }
        emit(paragraph.length());
        raw.clear();
        lines = 0;
        gapped = 0;
        labelled = 0;
    }

    /** Whether at least half of what is set in columns is words in a row. */
    private boolean isProse() {
        int prose = 0;
        int all = 0;
        for (String line : raw) {
            for (String cell : COLUMN.split(line.strip(), -1)) {
                all += cell.length();
                prose += Furniture.isProse(cell) ? cell.length() : 0;
            }
        }
        return prose * 2 >= all;
    }

    private void emit(int length) {
        String text = paragraph.substring(0, length).strip();
        paragraph.delete(0, length);
        if (!text.isEmpty()) {
            out.accept(text);
        }
    }
}
