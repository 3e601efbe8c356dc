package dev.stellator.importer.internal.read;

import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Puts lines together to paragraphs. A blank line always ends one; in wrapped text an indent or a dash may, too. */
final class Paragraphs {
    private static final Pattern SPACE = Pattern.compile("[\\s\\u00A0]+");
    private static final Pattern DIALOGUE = Pattern.compile("(?:--|[—–-]) ?\\S.*");
    private static final String ENDS = ".!?…:;»”\"')]";

    private final Layout layout;
    private final Consumer<String> out;
    private final StringBuilder paragraph = new StringBuilder();
    private int lastIndent;
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
        emit(paragraph.length());
        paragraph.setLength(0);
    }

    private void emit(int length) {
        String text = paragraph.substring(0, length).strip();
        paragraph.delete(0, length);
        if (!text.isEmpty()) {
            out.accept(text);
        }
    }
}
