package dev.stellator.importer.internal.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.importer.ReadSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PdfReaderTest {
    private static final float LEFT = 72;
    private static final float SIZE = 11;

    private PDDocument pdf;
    private PDPageContentStream page;

    @BeforeEach
    void beginPage() throws IOException {
        pdf = new PDDocument();
        PDPage first = new PDPage();
        pdf.addPage(first);
        page = new PDPageContentStream(pdf, first);
        write(LEFT, 700, "The measures of the river were taken by the miller who lived");
        write(LEFT, 686, "beside it, and nobody has taken them since that summer.");
    }

    @AfterEach
    void close() throws IOException {
        pdf.close();
    }

    @Test
    void shouldPutFractionsIntoTheirLine() throws IOException {
        float end = write(LEFT, 650, "The ratio of the two is the fraction ");
        write(end + 11, 658, "depth");
        write(end + 1, 642, "width + 2");
        write(end + 52, 650, ", and it is the same in each year.");

        assertThat(read())
                .contains("The ratio of the two is the fraction depth/(width + 2), and it is the same in each year.");
    }

    @Test
    void shouldPutSmallFractionsIntoTheirLine() throws IOException {
        float end = write(LEFT, 650, "Of all the water that comes to the mill ");
        write(end, 655, "3", FontName.TIMES_ROMAN, 7);
        write(end, 646, "4", FontName.TIMES_ROMAN, 7);
        write(end + 6, 650, "is lost on the way, and half of that seeps away.");

        assertThat(read())
                .contains(
                        "Of all the water that comes to the mill 3/4 is lost on the way, and half of that seeps away.");
    }

    @Test
    void shouldPutARootsSignBeforeWhatItStandsOver() throws IOException {
        float end = write(LEFT, 650, "The side of that field is ");
        end = write(end, 658, "√", FontName.SYMBOL, SIZE);
        write(end, 650, "2 times as long as its brother's.");

        assertThat(read()).contains("The side of that field is √2 times as long as its brother's.");
    }

    @Test
    void shouldWriteExponentsAndIndices() throws IOException {
        float end = write(LEFT, 650, "The area is x");
        end = write(end, 654, "2", FontName.TIMES_ROMAN, 7);
        end = write(end, 650, " and the slope is y");
        end = write(end, 647, "1", FontName.TIMES_ROMAN, 7);
        write(end, 650, ", as before.");

        assertThat(read()).contains("The area is x² and the slope is y₁, as before.");
    }

    @Test
    void shouldLeaveOutTheNumbersOfNotes() throws IOException {
        float end = write(LEFT, 650, "The mill was sold,");
        end = write(end, 654, "12", FontName.TIMES_ROMAN, 7);
        end = write(end, 650, " and nobody has asked for the price");
        end = write(end, 654, "3", FontName.TIMES_ROMAN, 7);
        write(end, 650, " of it.");

        assertThat(read()).contains("The mill was sold, and nobody has asked for the price of it.");
    }

    @Test
    void shouldKeepADisplayedRelationInItsSentenceWithTheNumberBesideIt() throws IOException {
        write(LEFT, 650, "The upward force is known from the two weights, and we have");
        float end = write(250, 626, "F = W - w,");
        assertThat(end).isLessThan(400);
        write(LEFT, 602, "which is all that the goldsmith had to know.");
        write(LEFT, 588, "He went home at once.");

        assertThat(read())
                .contains("The upward force is known from the two weights, and we have F = W - w, which is all that the"
                        + " goldsmith had to know. He went home at once.");
    }

    @Test
    void shouldLeaveOutAFiguresLabelsWithItsCaption() throws IOException {
        write(LEFT, 650, "The water runs from the upper pond by way of the");
        write(LEFT + 9, 560, "The mill");
        write(300, 600, "Upper pond");
        write(200, 540, "Wheel");
        write(220, 510, "Fig. 7.");
        write(LEFT, 480, "wheel to the river, and is never seen again by anyone.");

        assertThat(read())
                .contains(
                        "The water runs from the upper pond by way of the wheel to the river, and is never seen again by"
                                + " anyone.");
    }

    @Test
    void shouldNotTakeTwoLinesOfACellForAFraction() throws IOException {
        write(LEFT, 640, "The names");
        write(200, 648, "of the many people who came");
        write(203, 632, "and of the many who did not");

        assertThat(read()).doesNotContain("/");
    }

    private float write(float left, float top, String text) throws IOException {
        return write(left, top, text, FontName.TIMES_ROMAN, SIZE);
    }

    /** Writes a text, and says where it ends. */
    private float write(float left, float top, String text, FontName name, float size) throws IOException {
        PDType1Font font = new PDType1Font(name);
        page.beginText();
        page.setFont(font, size);
        page.newLineAtOffset(left, top);
        page.showText(text);
        page.endText();
        return left + font.getStringWidth(text) / 1000 * size;
    }

    private String read() throws IOException {
        page.close();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        pdf.save(bytes);
        List<String> blocks = new ArrayList<>();
        Content content = Content.of(bytes.toByteArray());
        new PdfReader(ReadSettings.DEFAULT.heldLimit()).read(content, new BlockSink() {
            @Override
            public void title(String title) {}

            @Override
            public void block(Block block) {
                blocks.add(block.text());
            }
        });
        return String.join(" ", blocks);
    }
}
