namespace Diffusion.Graph;

/// <summary>Functions with kinks and steps, element by element.</summary>
public static partial class Ops
{
    /// <summary>|x|; the gradient at 0 is 0.</summary>
    public static Value Abs(Value x) => Unary("Abs", x, (_, g) => g * Sign(x));

    /// <summary>−1, 0 or 1.</summary>
    public static Value Sign(Value x) => Emit("Sign", [x], x.Type, [.. x.Shape], []);

    public static Value Floor(Value x) => Emit("Floor", [x], x.Type, [.. x.Shape], []);

    /// <summary>max(x, 0); the gradient at 0 is 0.</summary>
    public static Value Relu(Value x) => Unary("Relu", x, (y, g) => Where(Greater(y, Zero(y)), g, Zero(g)));

    /// <summary>x limited to [minimum, maximum]; the gradient passes where x is inside or on a limit.</summary>
    public static Value Clip(Value x, double minimum, double maximum) => Clip(x, x.Constant(minimum), x.Constant(maximum));

    /// <summary>x limited to [minimum, maximum], scalars, either of which may be left out.</summary>
    public static Value Clip(Value x, Value? minimum, Value? maximum) =>
        Emit("Clip", [x, minimum, maximum], x.Type, [.. x.Shape], [(y, g) => Where(Equal(x, y), g, Zero(g))]);

    /// <summary>Elements of <paramref name="a"/> where <paramref name="condition"/> holds, of <paramref name="b"/> elsewhere; all three broadcast.</summary>
    public static Value Where(Value condition, Value a, Value b)
    {
        OfType("Where", condition, ElementType.Bool);
        SameType("Where", a, b);
        var shape = Shapes.Broadcast("Where", condition.Dimensions, Shapes.Broadcast("Where", a.Dimensions, b.Dimensions));
        return Emit(
            "Where",
            [condition, a, b],
            a.Type,
            shape,
            [null, (_, g) => SumTo(Where(condition, g, Zero(g)), a), (_, g) => SumTo(Where(condition, Zero(g), g), b)]);
    }

    public static Value Where(Value condition, Value a, double b) => Where(condition, a, a.Constant(b));

    public static Value Where(Value condition, double a, Value b) => Where(condition, b.Constant(a), b);
}
