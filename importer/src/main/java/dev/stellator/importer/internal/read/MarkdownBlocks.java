package dev.stellator.importer.internal.read;

import dev.stellator.importer.internal.repair.TextNormaliser;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;

/**
 * The prose of Markdown: each heading and paragraph (those of list items, quotes and notes, too) as a block, the words of
 * HTML in it, code as code; no link targets, pictures and tables of data.
 */
final class MarkdownBlocks extends AbstractVisitor {
    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();

    private final Account account;
    private final List<Block> blocks = new ArrayList<>();
    private @Nullable String title;

    private MarkdownBlocks(Account account) {
        this.account = account;
    }

    /** @param title the text of the first heading */
    record Read(List<Block> blocks, @Nullable String title) {}

    static Read of(String text, Account account) {
        MarkdownBlocks visitor = new MarkdownBlocks(account);
        Node page = PARSER.parse(MarkdownRuns.bounded(WikiMarks.prepared(text)));
        page.accept(new AllWords(account));
        page.accept(visitor);
        return new Read(visitor.blocks, visitor.title);
    }

    @Override
    public void visit(Heading heading) {
        String text = textOf(heading);
        title = title == null && !text.isEmpty() ? text : title;
        emit(Block.heading(text));
    }

    @Override
    public void visit(Paragraph paragraph) {
        boolean first = paragraph.getPrevious() == null;
        boolean quoted = paragraph.getParent() instanceof BlockQuote;
        String text = textOf(paragraph);
        if (first && quoted && WikiMarks.isCallout(text)) {
            callout(paragraph);
        } else {
            boolean item = first && paragraph.getParent() instanceof ListItem;
            emit(Block.paragraph(item ? WikiMarks.withoutTask(text) : text));
        }
    }

    /** The first line is the callout's title, if it has one of its own. */
    private void callout(Paragraph paragraph) {
        InlineVisitor inline = new InlineVisitor("\n");
        paragraph.accept(inline);
        String text = inline.text.toString().stripLeading();
        int end = text.indexOf('\n');
        String first = WikiMarks.withoutCallout(end < 0 ? text : text.substring(0, end));
        if (!first.isBlank()) {
            emit(Block.term(words(first)));
        }
        emit(Block.paragraph(words(end < 0 ? "" : text.substring(end + 1))));
    }

    /** Rows with prose in them are paragraphs; a table of numbers and names is none of the text. */
    @Override
    public void visit(CustomBlock block) {
        if (block instanceof TableBlock) {
            RowVisitor table = new RowVisitor();
            block.accept(table);
            List<String> cells = table.rows.stream().flatMap(List::stream).toList();
            if (Furniture.isData(cells)) {
                account.leftOut("table of data", String.join("; ", cells));
                return;
            }
            for (List<String> row : table.rows) {
                if (row.stream().anyMatch(Furniture::isProse) || row.stream().anyMatch(MarkdownBlocks::isDense)) {
                    emit(Block.paragraph(String.join(row.size() == 2 ? ": " : "; ", row)));
                } else {
                    account.leftOut("table of data", String.join("; ", row));
                }
            }
        } else {
            visitChildren(block);
        }
    }

    private static boolean isDense(String cell) {
        return cell.codePoints().filter(Character::isIdeographic).count() > 5;
    }

    @Override
    public void visit(HtmlBlock html) {
        HtmlBlocks.read(Jsoup.parseBodyFragment(html.getLiteral()), HtmlBlocks.Source.FRAGMENT, new BlockSink() {
            @Override
            public void title(String title) {
                // A piece of a page has none.
            }

            @Override
            public void block(Block block) {
                emit(block.kind() == Block.Kind.CODE ? block : block.withText(words(block.text())));
            }

            @Override
            public void leftOut(String rule, String text) {
                account.leftOut(rule, text);
            }
        });
    }

    /** A list of links to places of this page is its contents. */
    @Override
    public void visit(BulletList list) {
        contentsOr(list, () -> visitChildren(list));
    }

    @Override
    public void visit(OrderedList list) {
        contentsOr(list, () -> visitChildren(list));
    }

    private void contentsOr(Node list, Runnable read) {
        Links links = new Links();
        list.accept(links);
        if (links.inside >= 2
                && links.inside == links.all
                && links.others.toString().isBlank()) {
            account.leftOut("contents", links.words.toString());
            Block last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
            if (last != null && Furniture.opensContents(last.text())) {
                account.leftOut("contents", last.text());
                blocks.remove(blocks.size() - 1);
            }
        } else {
            read.run();
        }
    }

    /** Counts links, and collects the words that are in none. */
    private static final class Links extends AbstractVisitor {
        private final StringBuilder words = new StringBuilder();
        private final StringBuilder others = new StringBuilder();
        private int all;
        private int inside;

        @Override
        public void visit(Link link) {
            all++;
            inside += link.getDestination().startsWith("#") ? 1 : 0;
            words.append(textOf(link)).append(' ');
        }

        @Override
        public void visit(Text text) {
            others.append(text.getLiteral());
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
        if (block.kind() == Block.Kind.CODE) {
            blocks.add(block);
            return;
        }
        String rest = block.text();
        while (rest.length() > LineReader.LIMIT) {
            int cut = CutPoints.before(rest, LineReader.LIMIT);
            blocks.add(block.withText(rest.substring(0, cut).strip()));
            rest = rest.substring(cut).strip();
        }
        if (TemplateMarks.isTags(rest)) {
            account.leftOut("tags", rest);
        } else if (Furniture.isFurniture(rest)) {
            account.leftOut("page furniture", rest);
        } else {
            blocks.add(block.withText(rest));
        }
    }

    private static String textOf(Node node) {
        InlineVisitor inline = new InlineVisitor(" ");
        node.accept(inline);
        return words(inline.text.toString());
    }

    private static String words(String text) {
        return TextNormaliser.tidy(WikiMarks.words(TextNormaliser.tidy(text)));
    }

    /** Says all words that a page has, whatever becomes of them. */
    private static final class AllWords extends AbstractVisitor {
        private final Account account;

        AllWords(Account account) {
            this.account = account;
        }

        @Override
        public void visit(Text node) {
            account.found(WikiMarks.words(node.getLiteral()));
        }

        @Override
        public void visit(Code node) {
            account.found(node.getLiteral());
        }

        @Override
        public void visit(FencedCodeBlock node) {
            account.found(node.getLiteral());
        }

        @Override
        public void visit(IndentedCodeBlock node) {
            account.found(node.getLiteral());
        }

        @Override
        public void visit(HtmlBlock node) {
            account.found(Jsoup.parseBodyFragment(node.getLiteral()).text());
        }

        @Override
        public void visit(Image node) {
            // The description of a picture is none of the text.
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
            String text = node instanceof TableCell ? textOf(node) : "";
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
        private final String lineEnd;
        private final StringBuilder text = new StringBuilder();
        private boolean reading;

        InlineVisitor(String lineEnd) {
            this.lineEnd = lineEnd;
        }

        @Override
        public void visit(Text node) {
            text.append(reading ? "" : node.getLiteral());
        }

        @Override
        public void visit(Code node) {
            text.append(node.getLiteral());
        }

        @Override
        public void visit(SoftLineBreak node) {
            text.append(lineEnd);
        }

        @Override
        public void visit(HardLineBreak node) {
            text.append(lineEnd);
        }

        /** Readings above Chinese characters are no words of the text. */
        @Override
        public void visit(HtmlInline node) {
            String tag = node.getLiteral();
            text.append(tag.startsWith("<br") ? lineEnd : "");
            reading = tag.startsWith("<rt")
                    || tag.startsWith("<rp")
                    || (reading && !tag.startsWith("</rt") && !tag.startsWith("</rp"));
        }

        @Override
        public void visit(Image node) {
            // The description of a picture is none of the text.
        }
    }
}
