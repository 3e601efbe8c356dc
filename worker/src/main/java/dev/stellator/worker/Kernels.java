package dev.stellator.worker;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.stellator.worker.ModelOptions.Precision;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The functions of {@code kernels.py}, which the engine runs as TorchScript, with a model's numbers of heads filled in.
 * They are pure but where they say otherwise; gradients pass through them. Not thread-safe.
 */
final class Kernels {
    private static final float LARGEST_F16 = 65504;
    private static final String METHOD = "module_method:";

    private final PtNDManager manager;
    private final PtSymbolBlock module;
    private final Precision precision;
    private final Map<String, NDArray> names = new HashMap<>();

    /** @param manager home of the compiled text */
    Kernels(ModelConfig config, Precision precision, NDManager manager) {
        this.manager = (PtNDManager) manager;
        this.precision = precision;
        String text = text().replace("$HEADS", Integer.toString(config.heads()))
                .replace("$KEYS", Integer.toString(config.keyValueHeads()))
                .replace("$WIDTH", Integer.toString(config.headWidth()))
                .replace("$EPSILON", Double.toString(config.epsilon()));
        this.module = manager.getDevice().isGpu() || !float32() ? load(text, Products.GENERAL) : fastest(text);
    }

    /** The largest number that the model's number format holds. */
    float largest() {
        return precision == Precision.F16 ? LARGEST_F16 : Float.MAX_VALUE;
    }

    /** Not every build of the engine has oneDNN; where it has, its products of float32 are the faster ones. */
    private PtSymbolBlock fastest(String text) {
        try {
            return load(text, Products.ONE_DNN);
        } catch (EngineException e) {
            return load(text, Products.GENERAL);
        }
    }

    private PtSymbolBlock load(String text, Products products) {
        String whole = text.replace("$PRODUCT", products.function).replace("$REST", products.rest);
        try (InputStream archive = new ByteArrayInputStream(archive(whole))) {
            return JniUtils.loadModule(manager, archive, false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Who multiplies by a matrix of weights. */
    private enum Products {
        GENERAL("torch.linear", ""),
        ONE_DNN("ops.mkldnn._linear_pointwise", ", \"none\", annotate(List[Optional[number]], []), \"\"");

        private final String function;
        private final String rest;

        Products(String function, String rest) {
            this.function = function;
            this.rest = rest;
        }
    }

    private static String text() {
        try (InputStream in = Kernels.class.getResourceAsStream("kernels.py")) {
            if (in == null) {
                throw new IllegalStateException("kernels.py is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The engine's file format: a stored zip of the text and of a pickled object without state. */
    private static byte[] archive(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setMethod(ZipOutputStream.STORED);
            store(zip, "data.pkl", "\u0080\2c__torch__\nKernels\n)\u0081}X\10\0\0\0training\u0089sb.");
            store(zip, "constants.pkl", "\u0080\2).");
            store(zip, "version", "10\n");
            store(zip, "code/__torch__.py", text);
        }
        return out.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        ZipEntry entry = new ZipEntry("kernels/" + name);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    /**
     * Without gradients; the results belong to the scope of the first argument. The engine allows no changes in place
     * of them later, nor that a gradient depends on them.
     */
    NDList applyToAll(String method, NDArray... arguments) {
        PtNDManager scope = (PtNDManager) arguments[0].getManager();
        try (IValue result = run(method, values(arguments))) {
            return result.isTensor() ? new NDList(result.toTensor(scope)) : new NDList(result.toTensorArray(scope));
        }
    }

    NDArray apply(String method, NDArray... arguments) {
        return applyToAll(method, arguments).singletonOrThrow();
    }

    /** Puts k and v at a place of a cache, and gives all that it holds up to there, in k's scope. */
    NDList append(NDArray keys, NDArray values, NDArray k, NDArray v, int at) {
        IValue[] all = Arrays.copyOf(values(keys, values, k, v), 5);
        all[4] = IValue.from((long) at);
        try (IValue result = run("append", all)) {
            return new NDList(result.toTensorArray((PtNDManager) k.getManager()));
        }
    }

    /** A matrix of so many rows of the kind of the given ones, not filled yet, in their scope. */
    NDArray room(NDArray some, long rows) {
        try (NDArray count = some.getManager().create(rows)) {
            return learning("room", some, count).singletonOrThrow();
        }
    }

    /** Overwrites rows of {@code whole} from the given one on, in its number format. */
    void put(NDArray whole, NDArray rows, long at) {
        IValue[] all = Arrays.copyOf(values(whole, rows), 3);
        all[2] = IValue.from(at);
        run("put", all).close();
    }

    private static IValue[] values(NDArray... arguments) {
        IValue[] values = new IValue[arguments.length];
        Arrays.setAll(values, i -> IValue.from((PtNDArray) arguments[i]));
        return values;
    }

    private IValue run(String method, IValue[] values) {
        asWritten();
        try {
            return IValueUtils.runMethod(module, method, values);
        } finally {
            for (IValue value : values) {
                value.close();
            }
        }
    }

    /** With gradients, where an argument has one; the results belong to the scope of the first argument. */
    NDList learning(String method, NDArray... arguments) {
        asWritten();
        NDList all = new NDList(names.computeIfAbsent(method, this::name));
        all.addAll(Arrays.asList(arguments));
        NDList results = IValueUtils.forward(module, all, true);
        results.attach(arguments[0].getManager());
        return results;
    }

    /** The library takes the method's name from an array's. */
    private NDArray name(String method) {
        NDArray name = manager.create(0f);
        name.setName(METHOD + method);
        return name;
    }

    /** Without the engine's rewriting for shapes seen before, which changes times and roundings on the way. */
    private static void asWritten() {
        JniUtils.setGraphExecutorOptimize(false);
    }

    boolean float32() {
        return precision == Precision.F32;
    }

    /** In float32; the same array where it is already. */
    NDArray exact(NDArray x) {
        return float32() ? x : learning("to_float32", x).singletonOrThrow();
    }

    /** In the model's own number format; the same array where that is float32. */
    NDArray stored(NDArray x) {
        return switch (precision) {
            case F32 -> x;
            case BF16 -> learning("to_bfloat16", x).singletonOrThrow();
            case F16 -> learning("to_float16", x).singletonOrThrow();
        };
    }
}
