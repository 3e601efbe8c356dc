package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.sax.SecureContentHandler;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** Documents of word processors, by Apache Tika; pictures and files inside of them are passed over. */
final class TikaReader {
    private static final EmbeddedDocumentExtractor NOTHING_INSIDE = new EmbeddedDocumentExtractor() {
        @Override
        public boolean shouldParseEmbedded(Metadata metadata) {
            return false;
        }

        @Override
        public void parseEmbedded(InputStream in, ContentHandler handler, Metadata metadata, boolean outputHtml) {}
    };

    private final String format;
    private final long limit;
    private final Supplier<Parser> parser;

    /**
     * @param limit bytes of a document at most
     */
    TikaReader(String format, long limit, Supplier<Parser> parser) {
        this.format = format;
        this.limit = limit;
        this.parser = parser;
    }

    /** Reads a document into a sink; gives the title that it names. */
    @Nullable
    String parse(Content content, BlockSink sink) throws IOException {
        content.requireAtMost(limit, format);
        Metadata metadata = new Metadata();
        try (InputStream in = content.open();
                TikaInputStream tika = TikaInputStream.get(in)) {
            SecureContentHandler secure = new SecureContentHandler(new XhtmlBlocks(sink), tika);
            secure.setMaximumCompressionRatio(Long.MAX_VALUE);
            parser.get().parse(tika, secure, metadata, context());
        } catch (EncryptedDocumentException e) {
            throw new InputRefusedException("encrypted: it needs a password", e);
        } catch (TikaException | SAXException e) {
            throw new InputRefusedException("damaged " + format + ": " + cause(e), e);
        }
        return metadata.get(TikaCoreProperties.TITLE);
    }

    private static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }

    private static ParseContext context() {
        OfficeParserConfig office = new OfficeParserConfig();
        office.setIncludeHeadersAndFooters(false);
        ParseContext context = new ParseContext();
        context.set(OfficeParserConfig.class, office);
        context.set(EmbeddedDocumentExtractor.class, NOTHING_INSIDE);
        return context;
    }
}
