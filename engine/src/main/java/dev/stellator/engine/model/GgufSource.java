package dev.stellator.engine.model;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.model.gguf.GgufFile;
import dev.stellator.engine.model.gguf.GgufTensor;

/** The tensors of a GGUF file. */
record GgufSource(GgufFile file) implements TensorSource {
    @Override
    public boolean has(String name) {
        return file.tensors().containsKey(name);
    }

    @Override
    public long rows(String name) {
        return tensor(name).rows();
    }

    @Override
    public int columns(String name) {
        return tensor(name).columns();
    }

    @Override
    public void read(String name, long first, int count, float[] to) {
        file.read(tensor(name), first, count, to);
    }

    private GgufTensor tensor(String name) {
        GgufTensor tensor = file.tensors().get(name);
        if (tensor == null) {
            throw new InputRefusedException(file.path() + ": tensor " + name + " is missing");
        }
        return tensor;
    }

    @Override
    public void close() {
        file.close();
    }
}
