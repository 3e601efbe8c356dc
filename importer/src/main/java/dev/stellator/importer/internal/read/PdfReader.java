package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.io.RandomAccessRead;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.graphics.form.PDTransparencyGroup;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.jspecify.annotations.Nullable;

/** The text of a PDF by PDFBox: lines with their places, of which {@link PdfPages} makes paragraphs. */
final class PdfReader implements DocumentReader {
    private static final long MOST_CHARACTERS = 40_000_000;

    /** Times that one page draws forms, and operators that it has, at most. */
    private static final int MOST_FORMS = 10_000;

    private static final long MOST_OPERATORS = 5_000_000;

    private final long limit;

    /** @param limit bytes of a file at most */
    PdfReader(long limit) {
        this.limit = limit;
    }

    @Override
    public String format() {
        return "pdf";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        Parsed parsed = parse(content.whole(limit, "PDF"));
        FilteredSink furnished = new FilteredSink(sink);
        if (parsed.title() != null && !parsed.title().isBlank()) {
            furnished.title(parsed.title());
        }
        parsed.lines().forEach(line -> furnished.found(line.text()));
        new PdfPages(parsed.lines(), furnished).write(furnished);
        furnished.end();
    }

    private record Parsed(@Nullable String title, List<Line> lines) {}

    private static Parsed parse(byte[] bytes) {
        try (RandomAccessRead in = new RandomAccessReadBuffer(bytes);
                PDDocument pdf = Loader.loadPDF(in, "", null, null, IOUtils.createTempFileOnlyStreamCache())) {
            return new Parsed(pdf.getDocumentInformation().getTitle(), new Stripper().lines(pdf));
        } catch (InputRefusedException e) {
            throw e;
        } catch (InvalidPasswordException e) {
            throw new InputRefusedException("encrypted: it needs a password", e);
        } catch (IOException e) {
            throw new InputRefusedException("damaged PDF: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new InputRefusedException("damaged PDF: " + e, e);
        }
    }

    /**
     * A line of a page.
     *
     * @param page counted from 1
     * @param left distance from the page's left edge, in points
     * @param top distance from its upper edge, in points
     * @param size of the type, in points
     */
    record Line(int page, float left, float right, float top, float size, String text) {
        private static final String CLOSING = ".,;:!?)]";

        /** This line, which goes on with another stretch. */
        Line with(Line next) {
            String space = CLOSING.indexOf(next.text.charAt(0)) >= 0 ? "" : " ";
            return replacing(left, next.right, text + space + next.text);
        }

        /** Another text at the height and in the size of this line. */
        Line replacing(float newLeft, float newRight, String newText) {
            return new Line(page, newLeft, newRight, top, size, newText);
        }
    }

    private static final class Stripper extends PDFTextStripper {
        /** Share of a space's width, and of a letter's, from which a gap parts words: tight lines squeeze their spaces. */
        private static final float SPACE = 0.35f;

        private static final float SPACE_IN_LETTERS = 0.2f;

        /** Slanted letters stand off from the mark after them. */
        private static final Pattern LOOSE_MARK = Pattern.compile("(?<=\\p{L}) (?=[,;:.](?:\\s(?!\\.)|$))");

        private final List<Line> lines = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private List<TextPosition> before = List.of();
        private @Nullable TextPosition first;
        private @Nullable TextPosition firstBefore;
        private float right;
        private float largest;
        private float largestBefore;
        private long characters;

        private final Set<COSBase> open = new HashSet<>();
        private int forms;
        private long operators;

        @Override
        public void processPage(PDPage page) throws IOException {
            forms = 0;
            operators = 0;
            super.processPage(page);
        }

        @Override
        public void showForm(PDFormXObject form) throws IOException {
            if (enters(form)) {
                super.showForm(form);
                open.remove(form.getCOSObject());
            }
        }

        @Override
        public void showTransparencyGroup(PDTransparencyGroup form) throws IOException {
            if (enters(form)) {
                super.showTransparencyGroup(form);
                open.remove(form.getCOSObject());
            }
        }

        /** A form that draws itself is not drawn again; forms that draw others twice, and so on, are counted. */
        private boolean enters(PDFormXObject form) {
            forms++;
            if (forms > MOST_FORMS) {
                throw new InputRefusedException(
                        "page " + getCurrentPageNo() + " draws forms more than " + MOST_FORMS + " times");
            }
            return open.add(form.getCOSObject());
        }

        @Override
        protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
            operators++;
            if (operators > MOST_OPERATORS) {
                throw new InputRefusedException(
                        "page " + getCurrentPageNo() + " has more than " + MOST_OPERATORS + " operators");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InputRefusedException("stopped");
            }
            super.processOperator(operator, operands);
        }

        List<Line> lines(PDDocument pdf) throws IOException {
            setSuppressDuplicateOverlappingText(true);
            setSpacingTolerance(SPACE);
            setAverageCharTolerance(SPACE_IN_LETTERS);
            writeText(pdf, new StringWriter());
            endLine();
            return lines;
        }

        @Override
        protected void writeString(String words, List<TextPosition> positions) {
            putUnder(positions);
            if (!positions.isEmpty()) {
                TextPosition last = positions.get(positions.size() - 1);
                first = first == null ? positions.get(0) : first;
                right = last.getXDirAdj() + last.getWidthDirAdj();
                largest = Math.max(largest, PdfGlyphs.largest(positions).getFontSizeInPt());
            }
            before = positions;
            text.append(PdfGlyphs.word(words, positions));
        }

        /** A small fraction's denominator comes as a line of its own: goes on with the line before it. */
        private void putUnder(List<TextPosition> word) {
            if (!text.isEmpty() || lines.isEmpty()) {
                return;
            }
            Line line = lines.get(lines.size() - 1);
            PdfGlyphs.withBar(line.text(), before, word, largestBefore).ifPresent(barred -> {
                lines.remove(lines.size() - 1);
                text.append(barred);
                first = firstBefore;
                largest = largestBefore;
                characters -= line.text().length();
            });
        }

        @Override
        protected void writeWordSeparator() {
            text.append(' ');
        }

        @Override
        protected void writeLineSeparator() {
            endLine();
        }

        @Override
        protected void writePageEnd() {
            endLine();
            before = List.of();
        }

        @Override
        protected void writeParagraphStart() {}

        @Override
        protected void writeParagraphEnd() {
            endLine();
        }

        private void endLine() {
            TextPosition start = first;
            if (start == null) {
                return;
            }
            String found = LOOSE_MARK.matcher(text.toString().strip()).replaceAll("");
            if (!found.isEmpty()) {
                lines.add(new Line(
                        getCurrentPageNo(),
                        start.getXDirAdj(),
                        right,
                        start.getYDirAdj(),
                        start.getFontSizeInPt(),
                        found));
                characters += found.length();
                if (characters > MOST_CHARACTERS) {
                    throw new InputRefusedException("PDF with more than " + MOST_CHARACTERS + " characters; split it");
                }
            }
            text.setLength(0);
            firstBefore = first;
            largestBefore = largest;
            first = null;
            largest = 0;
        }
    }
}
