namespace Diffusion.Graph.Tests;

internal static class ElementwiseCases
{
    public static OpCase[] All { get; } =
    [
        new("add, batch and scalar", [[-2, 3], []], (_, x) => x[0] + x[1]),
        new("subtract, both repeated", [[-2, 3, 1], [1, 4]], (_, x) => x[0] - x[1]),
        new("multiply, lower rank first", [[4], [-2, 3, 4]], (_, x) => x[0] * x[1]),
        new("multiply, batch against 1", [[1, 3], [-2, 3]], (_, x) => x[0] * x[1]),
        new("divide", [[-2, 3], [3]], (_, x) => x[0] / x[1], 0.5, 2),
        new("scalars on either side", [[-2, 3]], (_, x) => 2 - (3 * (1 / (x[0] + 0.5f)) / 4), 0.5, 2),
        new("a value used twice", [[-2, 3]], (_, x) => (x[0] * x[0]) + x[0]),
        new("negate", [[-2, 3]], (_, x) => -x[0]),
        new("power of a number", [[-2, 3]], (_, x) => Ops.Pow(x[0], 3)),
        new("power of a tensor", [[-2, 3], [3]], (_, x) => Ops.Pow(x[0], x[1]), 0.5, 2),
        new("exp", [[-2, 3]], (_, x) => Ops.Exp(x[0])),
        new("log", [[-2, 3]], (_, x) => Ops.Log(x[0]), 0.5, 2),
        new("sqrt", [[-2, 3]], (_, x) => Ops.Sqrt(x[0]), 0.5, 2),
        new("cos", [[-2, 3]], (_, x) => Ops.Cos(x[0])),
        new("sin", [[-2, 3]], (_, x) => Ops.Sin(x[0])),
        new("tanh", [[-2, 3]], (_, x) => Ops.Tanh(x[0])),
        new("sigmoid", [[-2, 3]], (_, x) => Ops.Sigmoid(x[0])),
        new("silu", [[-2, 3]], (_, x) => Ops.Silu(x[0])),
        new("relu", [[-2, 5]], (_, x) => Ops.Relu(x[0])),
        new("abs", [[-2, 5]], (_, x) => Ops.Abs(x[0])),
        new("floor does not count", [[-2, 5]], (_, x) => x[0] * Ops.Floor(x[0])),
        new("clip", [[-2, 5]], (_, x) => Ops.Clip(x[0], -1, 1)),
        new("clip from below only", [[-2, 5]], (g, x) => Ops.Clip(x[0], g.Scalar(0, x[0].Type), null)),
        new("max", [[-2, 3, 1], [4]], (_, x) => Ops.Max(x[0], x[1])),
        new("min", [[-2, 3, 1], [4]], (_, x) => Ops.Min(x[0], x[1])),
        new("where", [[-2, 3, 1], [4], [3, 1]], (_, x) => Ops.Where(Ops.Less(x[0], x[1]), x[0] * x[1], x[2])),
        new("where with a number", [[-2, 5]], (_, x) => Ops.Where(Ops.Or(Ops.Greater(x[0], 1), Ops.Not(Ops.Greater(x[0], -1))), x[0], 0.25)),
        new("cast there and back", [[-2, 5]], (_, x) => Ops.Cast(Ops.Cast(x[0], ElementType.Double), x[0].Type) * x[0]),
    ];
}
