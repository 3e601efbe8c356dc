package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.importer.internal.repair.Tidy;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** Markdown up to a limit, held whole: its prose, without code blocks, HTML, link targets, images and tables of data. */
final class MarkdownReader implements DocumentReader {

    private final long limit;

    MarkdownReader(long limit) {
        this.limit = limit;
    }

    @Override
    public String format() {
        return "markdown";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        String text;
        try (TextInput in = TextInput.open(content, sink::remark)) {
            text = MarkdownRuns.bounded(Records.repaired(withoutFrontMatter(wholeText(in))));
        }
        BlockVisitor visitor = new BlockVisitor(sink);
        Parser.builder()
                .extensions(List.of(TablesExtension.create()))
                .build()
                .parse(text)
                .accept(visitor);
        Transcript.of(visitor.blocks).forEach(sink::block);
    }

    /** Leaves out a block of settings between two lines of three hyphens at the very beginning. */
    private static String withoutFrontMatter(String text) {
        if (!text.startsWith("---\n") && !text.startsWith("---\r\n")) {
            return text;
        }
        int end = text.indexOf("\n---", 3);
        int lineEnd = end < 0 ? -1 : text.indexOf('\n', end + 1);
        return end < 0 ? text : lineEnd < 0 ? "" : text.substring(lineEnd + 1);
    }

    private String wholeText(Reader reader) throws IOException {
        StringBuilder text = new StringBuilder();
        char[] chunk = new char[1 << 13];
        for (int count = reader.read(chunk); count >= 0; count = reader.read(chunk)) {
            text.append(chunk, 0, count);
            if (text.length() > limit) {
                throw new InputRefusedException("Markdown of more than " + limit
                        + " characters; split it, or import it as plain text with the extension .txt");
            }
        }
        return text.toString();
    }

    /** Gives each heading and paragraph (those of list items and quotes, too) as a block. */
    private static final class BlockVisitor extends AbstractVisitor {
        private final BlockSink sink;
        private final List<Block> blocks = new ArrayList<>();
        private boolean titled;

        BlockVisitor(BlockSink sink) {
            this.sink = sink;
        }

        @Override
        public void visit(Heading heading) {
            String text = textOf(heading);
            if (!titled && !text.isEmpty()) {
                titled = true;
                sink.title(text);
            }
            emit(Block.heading(text));
        }

        @Override
        public void visit(Paragraph paragraph) {
            emit(Block.paragraph(textOf(paragraph)));
        }

        /** Rows with prose in them are paragraphs; a table of numbers and names is none of the text. */
        @Override
        public void visit(CustomBlock block) {
            if (block instanceof TableBlock) {
                RowVisitor table = new RowVisitor();
                block.accept(table);
                if (!Furniture.isData(table.rows.stream().flatMap(List::stream).toList())) {
                    table.rows.stream()
                            .filter(row -> row.stream().anyMatch(Furniture::isProse))
                            .forEach(row -> emit(Block.paragraph(String.join(row.size() == 2 ? ": " : "; ", row))));
                }
            } else {
                visitChildren(block);
            }
        }

        @Override
        public void visit(FencedCodeBlock code) {
            blocks.add(Block.code(code.getLiteral()));
        }

        @Override
        public void visit(IndentedCodeBlock code) {
            blocks.add(Block.code(code.getLiteral()));
        }

        private void emit(Block block) {
            String rest = block.text();
            while (rest.length() > LineReader.LIMIT) {
                int cut = Cuts.before(rest, LineReader.LIMIT);
                blocks.add(block.withText(rest.substring(0, cut).strip()));
                rest = rest.substring(cut).strip();
            }
            if (!Furniture.isFurniture(rest)) {
                blocks.add(block.withText(rest));
            }
        }

        private static String textOf(Node node) {
            InlineVisitor inline = new InlineVisitor();
            node.accept(inline);
            return Tidy.tidy(inline.text.toString());
        }
    }

    /** Collects the cells of a table, row by row. */
    private static final class RowVisitor extends AbstractVisitor {
        private final List<List<String>> rows = new ArrayList<>();

        @Override
        public void visit(CustomNode node) {
            if (node instanceof TableRow) {
                rows.add(new ArrayList<>());
            }
            String text = node instanceof TableCell ? BlockVisitor.textOf(node) : "";
            if (!text.isEmpty() && !rows.isEmpty()) {
                rows.get(rows.size() - 1).add(text);
            }
            if (!(node instanceof TableCell)) {
                visitChildren(node);
            }
        }
    }

    /** Collects the words of a block. */
    private static final class InlineVisitor extends AbstractVisitor {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void visit(Text node) {
            text.append(node.getLiteral());
        }

        @Override
        public void visit(Code node) {
            text.append(node.getLiteral());
        }

        @Override
        public void visit(SoftLineBreak node) {
            text.append(' ');
        }

        @Override
        public void visit(HardLineBreak node) {
            text.append(' ');
        }

        @Override
        public void visit(Image node) {
            // The description of a picture is none of the text.
        }
    }
}
