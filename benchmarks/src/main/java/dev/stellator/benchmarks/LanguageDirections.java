package dev.stellator.benchmarks;

import com.ibm.icu.text.DateFormat;
import com.ibm.icu.text.LocaleDisplayNames;
import com.ibm.icu.text.MeasureFormat;
import com.ibm.icu.text.RelativeDateTimeFormatter;
import com.ibm.icu.util.Calendar;
import com.ibm.icu.util.Currency;
import com.ibm.icu.util.Measure;
import com.ibm.icu.util.MeasureUnit;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.importer.E5Folder;
import dev.stellator.importer.EncoderFolder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * The directions in which multilingual-e5-small parts texts of one meaning by language: one set of names, dates and
 * quantities in many languages, as Unicode's CLDR writes them; the mean vector of each language less the mean of all; the
 * singular vectors that hold nearly all of their squares.
 *
 * <pre>LanguageDirections E5_SMALL_Q4_BIN SCRATCH_FOLDER RESOURCE</pre>
 */
public final class LanguageDirections {
    private static final List<String> LANGUAGES = List.of(
            ("en ru de fr es it pt nl sv da no fi pl cs sk sl hr hu ro tr el uk be bg sr mk lt lv et ca ar he fa ur"
                            + " hi bn ta te th vi id ja ko zh zh_Hant ka hy kk az sw mr")
                    .split(" "));
    private static final List<String> COUNTRIES = List.of(
            ("US DE FR RU CN JP IN EG BR ZA GB IT ES PL TR GR IL TH KR MX CA AR AU SE NO FI HU CZ RO UA IR PK BD ID"
                            + " VN KE NG MA CL PE CO CU IE PT NL BE AT CH DK IS")
                    .split(" "));
    private static final List<String> NAMED_LANGUAGES = List.of(
            "en ru de fr es it pt nl sv da fi pl cs hu ro tr el uk bg ar he fa ur hi bn ta te th vi id ja ko zh ka hy la sa"
                    .split(" "));
    private static final List<String> CURRENCIES =
            List.of("USD EUR RUB JPY GBP CNY INR CHF BRL EGP ILS THB KRW TRY PLN SEK".split(" "));
    private static final List<MeasureUnit> UNITS = List.of(
            MeasureUnit.KILOMETER,
            MeasureUnit.KILOGRAM,
            MeasureUnit.LITER,
            MeasureUnit.HOUR,
            MeasureUnit.CELSIUS,
            MeasureUnit.ACRE,
            MeasureUnit.KILOWATT_HOUR,
            MeasureUnit.METER_PER_SECOND,
            MeasureUnit.BYTE,
            MeasureUnit.DAY);

    /** Share of the squares of the means that the directions hold. */
    private static final double HELD = 0.95;

    private LanguageDirections() {}

    public static void main(String[] arguments) throws Exception {
        Path plain = Path.of(arguments[1]).resolve("plain");
        E5Folder.writeAsPublished(Path.of(arguments[0]), plain);
        List<double[]> means = new ArrayList<>();
        try (Embedder encoder = EncoderFolder.open(plain, Runtime.getRuntime().availableProcessors())) {
            for (String language : LANGUAGES) {
                means.add(mean(encoder.embed(texts(new ULocale(language)))));
            }
        }
        RealMatrix rows = MatrixUtils.createRealMatrix(means.toArray(double[][]::new));
        for (int c = 0; c < rows.getColumnDimension(); c++) {
            double middle = java.util.Arrays.stream(rows.getColumn(c)).average().orElse(0);
            for (int r = 0; r < rows.getRowDimension(); r++) {
                rows.addToEntry(r, c, -middle);
            }
        }
        SingularValueDecomposition parts = new SingularValueDecomposition(rows.transpose());
        double[] sizes = parts.getSingularValues();
        double all = java.util.Arrays.stream(sizes).map(size -> size * size).sum();
        int count = 0;
        for (double held = 0; held < HELD * all; count++) {
            held += sizes[count] * sizes[count];
        }
        ByteBuffer out = ByteBuffer.allocate(count * rows.getColumnDimension() * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            for (double value : parts.getU().getColumn(i)) {
                out.putFloat((float) value);
            }
        }
        Files.write(Path.of(arguments[2]), out.array());
        System.out.printf(
                Locale.ROOT,
                "%d texts in %d languages; %d directions hold %.0f %% of the squares of their means%n",
                texts(ULocale.ENGLISH).size(),
                LANGUAGES.size(),
                count,
                100 * HELD);
        System.exit(0);
    }

    private static double[] mean(List<float[]> vectors) {
        double[] mean = new double[vectors.get(0).length];
        for (float[] vector : vectors) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += vector[i] / vectors.size();
            }
        }
        return mean;
    }

    private static List<String> texts(ULocale language) {
        List<String> texts = new ArrayList<>();
        LocaleDisplayNames names = LocaleDisplayNames.getInstance(language);
        COUNTRIES.forEach(code -> texts.add(names.regionDisplayName(code)));
        NAMED_LANGUAGES.forEach(code -> texts.add(names.languageDisplayName(code)));
        CURRENCIES.forEach(
                code -> texts.add(Currency.getInstance(code).getName(language, Currency.LONG_NAME, (boolean[]) null)));
        DateFormat dates = DateFormat.getDateInstance(DateFormat.FULL, language);
        dates.setTimeZone(TimeZone.GMT_ZONE);
        for (int month = 0; month < 12; month++) {
            Calendar day = Calendar.getInstance(TimeZone.GMT_ZONE, language);
            day.set(2021, month, 1 + 2 * month, 12, 0);
            texts.add(dates.format(day.getTime()));
        }
        RelativeDateTimeFormatter times = RelativeDateTimeFormatter.getInstance(language);
        for (RelativeDateTimeFormatter.RelativeUnit unit : RelativeDateTimeFormatter.RelativeUnit.values()) {
            texts.add(times.format(7, RelativeDateTimeFormatter.Direction.LAST, unit));
            texts.add(times.format(7, RelativeDateTimeFormatter.Direction.NEXT, unit));
        }
        MeasureFormat quantities = MeasureFormat.getInstance(language, MeasureFormat.FormatWidth.WIDE);
        UNITS.forEach(unit -> texts.add(quantities.format(new Measure(5, unit))));
        return texts;
    }
}
