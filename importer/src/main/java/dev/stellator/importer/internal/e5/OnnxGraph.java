package dev.stellator.importer.internal.e5;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An ONNX graph in the making; each method that adds something returns the name of its value. Used by one thread. */
final class OnnxGraph {
    /** Operators that ONNX Runtime has beside those of the standard. */
    static final String RUNTIME = "com.microsoft";

    private static final int OPERATORS = 18;
    private static final int FORMAT = 8;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("encoder");
    private int values;

    private String name() {
        return "v" + values++;
    }

    private String constant(DataType type, ByteBuffer content, long... shape) {
        String name = name();
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(Arrays.stream(shape).boxed().toList())
                .setRawData(ByteString.copyFrom(content.rewind())));
        return name;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    String floats(float[] content, long... shape) {
        ByteBuffer bytes = buffer(content.length * Float.BYTES);
        bytes.asFloatBuffer().put(content);
        return constant(DataType.FLOAT, bytes, shape);
    }

    /** Float16 numbers, two bytes each. */
    String halves(byte[] content, long... shape) {
        return constant(DataType.FLOAT16, ByteBuffer.wrap(content), shape);
    }

    String bytes(byte[] content, long... shape) {
        return constant(DataType.UINT8, ByteBuffer.wrap(content), shape);
    }

    String longs(long... content) {
        ByteBuffer bytes = buffer(content.length * Long.BYTES);
        bytes.asLongBuffer().put(content);
        return constant(DataType.INT64, bytes, content.length);
    }

    String scalar(float content) {
        return floats(new float[] {content});
    }

    /** An operator of the standard. */
    Operator operator(String type, String... inputs) {
        return new Operator("", type, inputs);
    }

    /** An operator of ONNX Runtime's own. */
    Operator ofRuntime(String type, String... inputs) {
        return new Operator(RUNTIME, type, inputs);
    }

    /** An operator whose attributes are being told; {@link #get} adds it to the graph. */
    final class Operator {
        private final NodeProto.Builder node;

        private Operator(String domain, String type, String... inputs) {
            node = NodeProto.newBuilder().setDomain(domain).setOpType(type).addAllInput(List.of(inputs));
        }

        private AttributeProto.Builder attribute(String name, AttributeProto.AttributeType type) {
            return node.addAttributeBuilder().setName(name).setType(type);
        }

        Operator with(String name, long value) {
            attribute(name, AttributeProto.AttributeType.INT).setI(value);
            return this;
        }

        Operator with(String name, float value) {
            attribute(name, AttributeProto.AttributeType.FLOAT).setF(value);
            return this;
        }

        Operator with(String name, String value) {
            attribute(name, AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(value));
            return this;
        }

        Operator with(String name, List<Long> value) {
            attribute(name, AttributeProto.AttributeType.INTS).addAllInts(value);
            return this;
        }

        String get() {
            String out = name();
            graph.addNode(node.addOutput(out));
            return out;
        }
    }

    /** An input of whole numbers, (B, T). */
    String input(String name) {
        graph.addInput(value(name, DataType.INT64, List.of("B", "T"), 0));
        return name;
    }

    /** Gives a value of floats, (B, T, width), out under a name. */
    void output(String value, String name, int width) {
        graph.addNode(
                NodeProto.newBuilder().setOpType("Identity").addInput(value).addOutput(name));
        graph.addOutput(value(name, DataType.FLOAT, List.of("B", "T"), width));
    }

    private static ValueInfoProto value(String name, DataType type, List<String> free, int width) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        List<String> axes = new ArrayList<>(free);
        axes.forEach(axis -> shape.addDimBuilder().setDimParam(axis));
        if (width > 0) {
            shape.addDimBuilder().setDimValue(width);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }

    ModelProto model(String producer) {
        return ModelProto.newBuilder()
                .setIrVersion(FORMAT)
                .setProducerName(producer)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATORS))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(RUNTIME).setVersion(1))
                .setGraph(graph)
                .build();
    }
}
