package dev.stellator.importer.internal.read;

import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Puts lines together to paragraphs. A blank line always ends one; in wrapped text an indent or a dash may, too. A
 * paragraph of which a third of the lines are set in columns is a table, and left out.
 */
final class Paragraphs {
    private static final Pattern SPACE = Pattern.compile("[\\s\\u00A0]+");
    private static final Pattern DIALOGUE = Pattern.compile("(?:--|[—–-]) ?\\S.*");
    /** Columns of a table are parted by more space than words are. */
    private static final Pattern GAP = Pattern.compile("[^\\s.!?…:;,] {5,}\\S|\\S\\t+\\S.*\\t\\S|\\S *\\|.*\\|");

    private static final String ENDS = ".!?…:;»”\"')]";

    private final Layout layout;
    private final Consumer<String> out;
    private final StringBuilder paragraph = new StringBuilder();
    private int lastIndent;
    private int lines;
    private int gapped;
    private boolean inLine;

    Paragraphs(Layout layout, Consumer<String> out) {
        this.layout = layout;
        this.out = out;
    }

    void line(LineReader.Line line) {
        String text = SPACE.matcher(line.text()).replaceAll(" ").strip();
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
            gapped += GAP.matcher(line.text()).find() ? 1 : 0;
        }
        lastIndent = line.indent();
        inLine = !line.whole();
        if (paragraph.length() >= LineReader.LIMIT) {
            emit(Cuts.before(paragraph, Math.min(paragraph.length(), LineReader.LIMIT)));
        }
    }

    private boolean startsParagraph(LineReader.Line line, String text) {
        boolean ended = ENDS.indexOf(paragraph.charAt(paragraph.length() - 1)) >= 0;
        return !layout.wrapped()
                || (ended && line.indent() >= lastIndent + 2)
                || (ended && DIALOGUE.matcher(text).matches());
    }

    void end() {
        if (gapped == 0 || gapped * 3 < lines) {
            emit(paragraph.length());
        }
        paragraph.setLength(0);
        lines = 0;
        gapped = 0;
    }

    private void emit(int length) {
        String text = paragraph.substring(0, length).strip();
        paragraph.delete(0, length);
        if (!text.isEmpty()) {
            out.accept(text);
        }
    }
}
