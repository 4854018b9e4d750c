package io.github.dsllm.codegen.assemble;

import io.github.dsllm.codegen.quantise.QuantisedLayer.Fractions;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import java.util.SortedMap;
import java.util.TreeMap;

/** Binary places of all states by "layer.state" or "state". */
final class FormatMap {
    private final QuantisedModel model;

    FormatMap(QuantisedModel model) {
        this.model = model;
    }

    SortedMap<String, Integer> formats() {
        SortedMap<String, Integer> formats = new TreeMap<>();
        formats.put("res", model.residualFraction());
        formats.put("xnf", model.finalFraction());
        formats.put("logit", model.logitFraction());
        for (int layer = 0; layer < model.layers().size(); layer++) {
            Fractions f = model.layers().get(layer).fractions();
            formats.put(layer + ".xn1", f.xn1());
            formats.put(layer + ".q", f.q());
            formats.put(layer + ".k", f.k());
            formats.put(layer + ".qr", f.qr());
            formats.put(layer + ".kr", f.kr());
            formats.put(layer + ".v", f.v());
            formats.put(layer + ".att", f.att());
            formats.put(layer + ".xn2", f.xn2());
            formats.put(layer + ".h1", f.h1());
            formats.put(layer + ".h3", f.h3());
            formats.put(layer + ".silu", f.silu());
            formats.put(layer + ".hb", f.hb());
        }
        return formats;
    }
}
