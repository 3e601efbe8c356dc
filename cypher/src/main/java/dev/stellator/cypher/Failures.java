package dev.stellator.cypher;

import dev.stellator.engine.DatabaseUnreachableException;
import dev.stellator.engine.Disks;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.StellatorException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.exceptions.AuthenticationException;
import org.neo4j.driver.exceptions.ClientException;
import org.neo4j.driver.exceptions.DatabaseException;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.exceptions.SecurityException;
import org.neo4j.driver.exceptions.ServiceUnavailableException;
import org.neo4j.driver.exceptions.SessionExpiredException;
import org.neo4j.driver.exceptions.TransientException;

/** Says what a failure of the database means, and what to do. */
final class Failures {
    static final long MEBIBYTE = 1L << 20;

    /** With less free space than this, the database cannot be trusted to write what it must. */
    private static final long FULL_DISK = 64 * MEBIBYTE;

    private final String place;
    private final @Nullable Path folder;

    /**
     * @param place what to call the database
     * @param folder where its data lie, when it is ours
     */
    Failures(String place, @Nullable Path folder) {
        this.place = place;
        this.folder = folder;
    }

    String place() {
        return place;
    }

    StellatorException translate(Neo4jException e) {
        if (isDistrusted(e)) {
            return new DatabaseUnreachableException(
                    "the certificate of " + place + " is not trusted (" + firstLine(root(e))
                            + "); name it, or the one that signed it, with --certificate FILE.pem",
                    e);
        }
        if (e instanceof AuthenticationException) {
            return new DatabaseUnreachableException(
                    "cannot log in to " + place + ": user or password is wrong; check --user and --password-file", e);
        }
        if (e instanceof ServiceUnavailableException || e instanceof SessionExpiredException || isUnavailable(e)) {
            return new DatabaseUnreachableException(
                    "cannot reach " + place + ": " + firstSentence(e)
                            + "; check that it runs and that the address is right; what was stored is kept",
                    e);
        }
        if (e.code().equals("Neo.ClientError.Statement.AccessMode") || isReadOnly(e)) {
            return new InputRefusedException(
                    "this query would change the graph, and it may only read; start the command with --write to let it",
                    e);
        }
        if (e.code().equals("Neo.ClientError.General.ForbiddenOnReadOnlyDatabase")
                || e.code().equals("Neo.ClientError.General.WriteOnReadOnlyAccessDatabase")) {
            return new InputRefusedException(
                    "this graph is open for reading alone; start the server that has it open without --read-only", e);
        }
        if (folder != null && isLoadCsvOff(e)) {
            return new InputRefusedException(
                    "LOAD CSV may read any file and call any address, so it is off; start the command with --load-csv to"
                            + " let it",
                    e);
        }
        String refusal = refusalInside(e);
        if (refusal != null) {
            return new InputRefusedException(refusal, e);
        }
        if (e instanceof SecurityException) {
            return new DatabaseUnreachableException("refused by " + place + ": " + firstLine(e), e);
        }
        if (isMissingGds(e)) {
            return new GdsMissingException(
                    place + " has no Graph Data Science library (" + firstLine(e)
                            + "); install the GDS plug-in 2.13 or later there, and allow gds.* in dbms.security.procedures.allowlist",
                    e);
        }
        if (isMissingPlugin(e)) {
            return new InputRefusedException(
                    place + " has no Stellator plug-in (" + firstLine(e)
                            + "); put cypher/plugin/target/plugins into its plug-in folder and start it again",
                    e);
        }
        if ((e instanceof DatabaseException || e instanceof TransientException) && isDiskFull()) {
            return new StellatorException(
                    "the disk that holds " + folder + " is full; free some space and start the same command again", e);
        }
        if (folder != null && isDamage(e)) {
            return damaged(folder, firstLine(e));
        }
        if (e.code().startsWith("Neo.ClientError.Statement")) {
            return new InputRefusedException(place + " refused a query: " + firstLine(e), e);
        }
        return new StellatorException(place + " refused a query: " + firstLine(e), e);
    }

    /** The way out where the files of an embedded database cannot be read any more. */
    static DatabaseUnreachableException damaged(Path folder, String why) {
        return new DatabaseUnreachableException("the database in " + folder + " is damaged (" + why + "); its log is "
                + folder.resolve(DataFolder.HOME).resolve("logs").resolve("debug.log")
                + "; load an export into another data folder, or import again there");
    }

    private static boolean isLoadCsvOff(Neo4jException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("allow_csv_import_from_file_urls") || message.contains("cypher_ip_blocklist");
    }

    private static boolean isDamage(Neo4jException e) {
        boolean memory = e.code().endsWith("OutOfMemoryError") || e.code().endsWith("StackOverFlowError");
        return (e instanceof DatabaseException && !memory)
                || e.code().equals("Neo.TransientError.General.DatabaseUnavailable");
    }

    /** Databases that start or stop answer like this; an embedded one that does is damaged. */
    private boolean isUnavailable(Neo4jException e) {
        return folder == null
                && (e.code().equals("Neo.TransientError.General.DatabaseUnavailable")
                        || e.code().equals("Neo.TransientError.Database.DatabaseUnavailable"));
    }

    private static boolean isDistrusted(Neo4jException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException || cause instanceof CertPathBuilderException) {
                return true;
            }
        }
        return false;
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** Whether whoever is logged in may not change the graph, or nobody may. */
    static boolean isForbidden(StellatorException failure) {
        return failure.getCause() instanceof Neo4jException e
                && (e instanceof SecurityException
                        || e.code().contains("ReadOnly")
                        || e.code().contains("Forbidden"));
    }

    private static boolean isMissingPlugin(Neo4jException e) {
        return e.code().contains("ProcedureNotFound")
                && String.valueOf(e.getMessage()).contains("stellator.");
    }

    private static boolean isMissingGds(Neo4jException e) {
        String message = String.valueOf(e.getMessage());
        return e instanceof ClientException
                && message.contains("gds.")
                && (e.code().contains("ProcedureNotFound") || message.contains("Unknown function"));
    }

    private static boolean isReadOnly(Neo4jException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("read access mode") || message.contains("access mode READ");
    }

    /** What one of our procedures refused, without the names of classes that the database puts before it. */
    private static @Nullable String refusalInside(Neo4jException e) {
        String mark = InputRefusedException.class.getName() + ": ";
        String message = String.valueOf(e.getMessage());
        return e.code().equals("Neo.ClientError.Procedure.ProcedureCallFailed") && message.contains(mark)
                ? message.substring(message.lastIndexOf(mark) + mark.length())
                : null;
    }

    private boolean isDiskFull() {
        return folder != null && isFull(folder);
    }

    static boolean isFull(Path folder) {
        return freeSpace(folder) < FULL_DISK;
    }

    static long freeSpace(Path folder) {
        try {
            return Disks.freeBytes(folder);
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The driver's next sentences are advice for whoever wrote the program. */
    private static String firstSentence(Throwable e) {
        String line = firstLine(e);
        int end = line.indexOf(". ");
        return end < 0 ? line : line.substring(0, end);
    }

    static String firstLine(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank()
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }
}
