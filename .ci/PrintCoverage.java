import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Prints what a JaCoCo report in CSV says of each module: the share of lines and of branches that tests reach. */
class PrintCoverage {
    private long lines;
    private long linesReached;
    private long branches;
    private long branchesReached;

    public static void main(String[] args) throws Exception {
        Map<String, PrintCoverage> modules = new TreeMap<>();
        PrintCoverage all = new PrintCoverage();
        try (CsvReader<NamedCsvRecord> records = CsvReader.builder().ofNamedCsvRecord(Path.of(args[0]))) {
            for (NamedCsvRecord row : records) {
                String group = row.getField("GROUP");
                String module = group.substring(group.lastIndexOf('/') + 1);
                modules.computeIfAbsent(module, name -> new PrintCoverage()).add(row);
                all.add(row);
            }
        }
        System.out.println();
        System.out.println("Tests reach " + share(all.linesReached, all.lines) + " of lines and "
                + share(all.branchesReached, all.branches) + " of branches; it is no gate.");
        modules.forEach((name, module) -> System.out.printf(
                "  %-24s lines %6s of %6d, branches %6s of %6d%n",
                name,
                share(module.linesReached, module.lines),
                module.lines,
                share(module.branchesReached, module.branches),
                module.branches));
    }

    private void add(NamedCsvRecord row) {
        long reached = number(row, "LINE_COVERED");
        linesReached += reached;
        lines += reached + number(row, "LINE_MISSED");
        long branchesOfRow = number(row, "BRANCH_COVERED");
        branchesReached += branchesOfRow;
        branches += branchesOfRow + number(row, "BRANCH_MISSED");
    }

    private static long number(NamedCsvRecord row, String column) {
        return Long.parseLong(row.getField(column));
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "-" : String.format(java.util.Locale.ROOT, "%.1f%%", 100.0 * part / whole);
    }
}
