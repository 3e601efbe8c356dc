package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.poi.EncryptedDocumentException;
import org.apache.poi.hssf.OldExcelFormatException;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.SheetVisibility;
import org.jspecify.annotations.Nullable;

/** Workbooks of Excel 97 to 2003 ([MS-XLS]) by Apache POI: rows of the sheets that are shown, held whole. */
final class XlsReader implements RecordReader {
    private static final int MOST_COLUMNS = 256;

    private final long limit;
    private final TextColumn textColumn;

    /** @param limit bytes of a workbook at most */
    XlsReader(long limit, @Nullable String textColumn) {
        this.limit = limit;
        this.textColumn = new TextColumn(textColumn);
    }

    @Override
    public String format() {
        return "xls";
    }

    @Override
    public void read(Content content, RecordSink sink) throws IOException {
        try (HSSFWorkbook book = new HSSFWorkbook(new ByteArrayInputStream(content.whole(limit, "workbook")))) {
            SheetRows rows = new SheetRows(textColumn, sink, true);
            DataFormatter values = new DataFormatter(java.util.Locale.ROOT);
            for (int i = 0; i < book.getNumberOfSheets(); i++) {
                Sheet sheet = book.getSheetAt(i);
                if (book.getSheetVisibility(i) == SheetVisibility.VISIBLE) {
                    rows.sheet(sheet.getSheetName());
                    sheet.forEach(
                            row -> rows.row(row.getRowNum() + 1L, cells(row, sheet, values), !row.getZeroHeight()));
                } else {
                    sheet.forEach(row -> sink.leftOut("hidden sheets", String.join(" ", cells(row, sheet, values))));
                }
            }
            rows.end();
        } catch (EncryptedDocumentException e) {
            throw new InputRefusedException("encrypted: it needs a password", e);
        } catch (OldExcelFormatException e) {
            throw new InputRefusedException("a workbook older than Excel 97; save it as .xlsx", e);
        }
    }

    private static List<String> cells(org.apache.poi.ss.usermodel.Row row, Sheet sheet, DataFormatter values) {
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < Math.min(MOST_COLUMNS, row.getLastCellNum()); column++) {
            Cell cell = row.getCell(column);
            boolean shown = cell != null && !sheet.isColumnHidden(column);
            cells.add(shown ? values.formatCellValue(cell).strip() : "");
        }
        return cells;
    }
}
