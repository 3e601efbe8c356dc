package dev.stellator.worker.gpu;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The NVIDIA processors that the driver shows, whether or not anything can compute on them: asked of the driver's management
 * library, else read from what the kernel tells. Immutable.
 *
 * @param driver its version; blank where there is no driver
 */
public record Gpus(String driver, List<Gpu> devices) {
    private static final Gpus NONE = new Gpus("", List.of());
    private static final int TEXT = 96;
    private static final int MEMORY_FIELDS = 3;
    private static final Pattern MODEL = Pattern.compile("(?m)^Model:\\s*(.+?)\\s*$");
    private static final Pattern VERSION = Pattern.compile("Kernel Module\\D*(\\d[\\d.]+)");

    public Gpus {
        devices = List.copyOf(devices);
    }

    /** @param memoryBytes of the device; 0 where that is not told */
    public record Gpu(int number, String name, long memoryBytes) {
        @Override
        public String toString() {
            return name + (memoryBytes == 0 ? "" : ", " + (memoryBytes >> 30) + " GiB");
        }
    }

    public boolean isEmpty() {
        return devices.isEmpty();
    }

    /** Names and memory, in a line. */
    public String words() {
        return devices.stream().map(Gpu::toString).collect(Collectors.joining("; "));
    }

    /** What this machine has. */
    public static Gpus seen() {
        Gpus managed = managed();
        return managed.isEmpty() ? kernel(Path.of("/proc/driver/nvidia")) : managed;
    }

    /** By NVML, the library that comes with the driver. */
    private static Gpus managed() {
        NativeLibrary nvml;
        try {
            nvml = NativeLibrary.getInstance("nvidia-ml");
        } catch (UnsatisfiedLinkError e) {
            try {
                nvml = NativeLibrary.getInstance("libnvidia-ml.so.1");
            } catch (UnsatisfiedLinkError none) {
                return NONE;
            }
        }
        try {
            return call(nvml, "nvmlInit_v2") == 0 ? ask(nvml) : NONE;
        } catch (UnsatisfiedLinkError e) {
            return NONE;
        }
    }

    private static Gpus ask(NativeLibrary nvml) {
        try (Memory text = new Memory(TEXT);
                Memory memory = new Memory((long) MEMORY_FIELDS * Long.BYTES)) {
            text.clear();
            String driver = call(nvml, "nvmlSystemGetDriverVersion", text, TEXT) == 0 ? text.getString(0) : "";
            IntByReference count = new IntByReference();
            List<Gpu> devices = new ArrayList<>();
            if (call(nvml, "nvmlDeviceGetCount_v2", count) == 0) {
                for (int i = 0; i < count.getValue(); i++) {
                    PointerByReference device = new PointerByReference();
                    if (call(nvml, "nvmlDeviceGetHandleByIndex_v2", i, device) == 0) {
                        text.clear();
                        memory.clear();
                        int named = call(nvml, "nvmlDeviceGetName", device.getValue(), text, TEXT);
                        // total, free and used bytes
                        int told = call(nvml, "nvmlDeviceGetMemoryInfo", device.getValue(), memory);
                        devices.add(new Gpu(
                                i, named == 0 ? text.getString(0) : "GPU " + i, told == 0 ? memory.getLong(0) : 0));
                    }
                }
            }
            return new Gpus(driver, devices);
        } finally {
            call(nvml, "nvmlShutdown");
        }
    }

    private static int call(NativeLibrary nvml, String function, Object... arguments) {
        return nvml.getFunction(function).invokeInt(arguments);
    }

    /** By the files of the kernel's module. */
    static Gpus kernel(Path folder) {
        try (Stream<Path> found = Files.list(folder.resolve("gpus"))) {
            List<Path> cards = found.sorted().toList();
            List<Gpu> devices = new ArrayList<>();
            for (Path card : cards) {
                Matcher model = MODEL.matcher(read(card.resolve("information")));
                devices.add(new Gpu(devices.size(), model.find() ? model.group(1) : "NVIDIA GPU", 0));
            }
            Matcher version = VERSION.matcher(read(folder.resolve("version")));
            return new Gpus(version.find() ? version.group(1) : "", devices);
        } catch (IOException e) {
            return NONE;
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
