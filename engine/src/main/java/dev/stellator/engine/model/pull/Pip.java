package dev.stellator.engine.model.pull;

import dev.stellator.engine.ModelMissingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Downloads a package without installing it. */
record Pip(List<List<String>> ways, String remedy) {
    void download(String requirement, Path folder) throws IOException {
        List<String> failures = new ArrayList<>();
        for (List<String> way : ways) {
            String failure = download(way, requirement, folder);
            if (failure.isEmpty()) {
                return;
            }
            failures.add(String.join(" ", way) + ": " + failure);
        }
        throw new ModelMissingException(
                "pip could not download " + requirement + " (" + String.join("; ", failures) + ")" + remedy);
    }

    /** Empty when it worked, else pip's last words. */
    private static String download(List<String> way, String requirement, Path folder) throws IOException {
        List<String> command = new ArrayList<>(way);
        command.addAll(
                List.of("download", "--no-deps", "--no-binary=:none:", "--disable-pip-version-check", "--no-input"));
        command.addAll(List.of("--dest", folder.toString(), requirement));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return "not found";
        }
        String last = "";
        try {
            process.getOutputStream().close();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    last = line.isBlank() ? last : line.strip();
                }
            }
            int code = process.waitFor();
            return code == 0 ? "" : last.isEmpty() ? "exit code " + code : last;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelMissingException("the download of " + requirement + " was interrupted", e);
        } finally {
            process.destroy();
        }
    }
}
