package dev.stellator.importer.internal.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.util.StringJoiner;

/** Jupyter notebooks (nbformat 3 and 4) up to a limit: the Markdown of their cells, and their code as code; no outputs. */
final class NotebookReader implements DocumentReader {
    private final ObjectMapper mapper = new ObjectMapper();
    private final long limit;

    NotebookReader(long limit) {
        this.limit = limit;
    }

    @Override
    public String format() {
        return "notebook";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        JsonNode notebook;
        try {
            notebook = mapper.readTree(content.whole(limit, "notebook"));
        } catch (JsonProcessingException e) {
            throw new InputRefusedException("damaged notebook: " + e.getOriginalMessage(), e);
        }
        boolean titled = false;
        for (JsonNode cell : cells(notebook)) {
            String source = source(cell);
            if (cell.path("cell_type").asText().equals("heading")) {
                sink.block(Block.heading(source.strip()));
                continue;
            }
            if (!cell.path("cell_type").asText().equals("markdown")) {
                sink.block(Block.code(source));
                continue;
            }
            MarkdownBlocks.Read read = MarkdownBlocks.of(Records.repaired(source), sink);
            if (!titled && read.title() != null) {
                titled = true;
                sink.title(read.title());
            }
            read.blocks().forEach(sink::block);
        }
    }

    /** Version 3 keeps cells in sheets. */
    private static JsonNode cells(JsonNode notebook) {
        JsonNode cells = notebook.path("cells");
        return cells.isArray() ? cells : notebook.path("worksheets").path(0).path("cells");
    }

    private static String source(JsonNode cell) {
        JsonNode source = cell.has("source") ? cell.get("source") : cell.path("input");
        if (!source.isArray()) {
            return source.asText();
        }
        StringJoiner text = new StringJoiner("");
        source.forEach(line -> text.add(line.asText()));
        return text.toString();
    }
}
