namespace Diffusion.Graph;

/// <summary>Operators with more settings than <see cref="Ops"/> has: others than those it writes are refused, never ignored.</summary>
internal static class ImportedSettings
{
    public static Value[] Reshape(ImportedNode n)
    {
        n.Demand("allowzero", 0L);
        return n[1].Data is null ? [Ops.ReshapeTo(n.X, n[1])] : [Ops.Reshape(n.X, n.Ints(1, "shape", []))];
    }

    public static Value[] Slice(ImportedNode n)
    {
        var axes = n.Ints(3, "axes", [.. Enumerable.Range(0, n.X.Rank).Select(i => (long)i)]);
        if (Array.Exists(n.Ints(4, "steps", [1]), s => s != 1))
        {
            throw n.Refused("steps other than 1");
        }

        if (axes is [var only] && (n[1].Data is null || n[2].Data is null))
        {
            return [Ops.SliceBetween(n.X, Shapes.Axis("Slice", only, n.X.Rank), n[1], n[2], Shapes.Unknown)];
        }

        var (starts, ends, x) = (n.Ints(1, "starts", []), n.Ints(2, "ends", []), n.X);
        for (var i = 0; i < starts.Length; i++)
        {
            var size = x.Shape[Shapes.Axis("Slice", axes[i], x.Rank)];
            if (size == Shapes.Unknown && (starts[i] < 0 || ends[i] < 0))
            {
                throw n.Refused("it counts from the end of an unknown dimension");
            }

            var start = starts[i] < 0 ? starts[i] + size : starts[i];
            var end = ends[i] < 0 ? ends[i] + size : ends[i];
            x = Ops.Slice(x, (int)axes[i], start, (size == Shapes.Unknown ? end : Math.Min(end, size)) - start);
        }

        return [x];
    }

    public static Value[] Pad(ImportedNode n)
    {
        n.Demand("mode", "constant");
        if (n.Optional(2) is { } filling && (filling.Data is not { } zero || zero.ToDoubles()[0] != 0))
        {
            throw n.Refused("it fills with another number than 0");
        }

        var axes = n.Ints(3, "axes", [.. Enumerable.Range(0, n.X.Rank).Select(i => (long)i)]);
        if (axes is [var only] && n[1].Data is null)
        {
            return [Ops.PadBy(n.X, Shapes.Axis("Pad", only, n.X.Rank), n[1], Shapes.Unknown)];
        }

        var (pads, x) = (n.Ints(1, "pads", []), n.X);
        for (var i = 0; i < axes.Length; i++)
        {
            x = Ops.Pad(x, (int)axes[i], pads[i], pads[i + axes.Length]);
        }

        return [x];
    }

    public static Value[] Gemm(ImportedNode n)
    {
        n.Demand("alpha", 1f);
        n.Demand("beta", 1f);
        return [Ops.Gemm(n[0], n[1], n.Optional(2), n.Int("transA", 0) == 1, n.Int("transB", 0) == 1)];
    }

    public static Value[] Conv(ImportedNode n)
    {
        n.Demand("group", 1L);
        n.Demand("auto_pad", "NOTSET");
        return [Ops.Conv(n.X, n[1], n.Optional(2), n.Uniform("strides", 1), n.Uniform("pads", 0), n.Uniform("dilations", 1))];
    }

    public static Value[] ConvTranspose(ImportedNode n)
    {
        n.Demand("group", 1L);
        n.Demand("auto_pad", "NOTSET");
        var window = new Window(n.Uniform("strides", 1), n.Uniform("pads", 0), n.Uniform("dilations", 1));
        return [Ops.ConvTranspose(n.X, n[1], n.Optional(2), window, n.Node.Attribute("output_padding", Array.Empty<long>()))];
    }

    public static Value[] LayerNormalization(ImportedNode n)
    {
        if (n.Int("axis", -1) is var axis && axis != -1 && axis != n.X.Rank - 1)
        {
            throw n.Refused($"axis is {axis}, only the last is read");
        }

        var (y, mean, r) = Ops.LayerNormalization(n.X, n[1], n.Optional(2), n.Node.Attribute("epsilon", 1e-5f));
        return [y, mean, r];
    }

    public static Value[] AveragePool(ImportedNode n)
    {
        n.Demand("ceil_mode", 0L);
        n.Demand("auto_pad", "NOTSET");
        var size = n.Uniform("kernel_shape", 1);
        return n.Uniform("strides", 1) == size && n.Uniform("pads", 0) == 0
            ? [Ops.AveragePool(n.X, size)]
            : throw n.Refused("its windows overlap or are padded");
    }

    public static Value[] Resize(ImportedNode n)
    {
        if (n.Node.Attribute("mode", "nearest") == "linear")
        {
            n.Demand("coordinate_transformation_mode", "half_pixel");
            n.Demand("antialias", 0L);
            var sizes = n.Ints(3, "sizes", []);
            return [Ops.ResizeBilinear(n.X, (int)sizes[^2], (int)sizes[^1])];
        }

        var scales = n[2].Data?.ToDoubles() ?? throw n.Refused("its scales are not constant");
        var factor = scales[^1];
        if (n.Node.Attribute("coordinate_transformation_mode", "half_pixel") != "asymmetric" || n.Node.Attribute("nearest_mode", "round_prefer_floor") != "floor"
            || factor != Math.Floor(factor) || !scales.SequenceEqual(scales.Select((_, i) => i < 2 ? 1 : factor)))
        {
            throw n.Refused("only asymmetric, floor, by one whole factor is read");
        }

        return [Ops.ResizeNearest(n.X, (int)factor)];
    }

    public static Value[] OneHot(ImportedNode n)
    {
        n.Demand("axis", -1L);
        return n[2].Data is { } offOn && offOn.ToDoubles() is [0, 1] && n[1].Data is { } depth
            ? [Ops.OneHot(n.X, (long)depth.ToDoubles()[0], offOn.Type)]
            : throw n.Refused("only a constant depth, and the values 0 and 1, are read");
    }

    public static Value[] ScatterElements(ImportedNode n) => n.Node.Attribute("reduction", "none") == "add"
        ? [Ops.ScatterAdd(n.X, n[1], n[2], n.Int("axis", 0))]
        : throw n.Refused("only the reduction 'add' is read");

    public static Value[] ScatterRows(ImportedNode n) => n.Node.Attribute("reduction", "none") == "add" && n[1].Shape[^1] == 1
        ? [Ops.ScatterRows(n.X, n[1], n[2])]
        : throw n.Refused("only whole rows with the reduction 'add' are read");
}
