namespace Diffusion.Graph;

/// <summary>Sums, products, and their relatives; operands broadcast.</summary>
public static partial class Ops
{
    public static Value Add(Value a, Value b) => Binary("Add", a, b, (_, g) => g, (_, g) => g);

    public static Value Subtract(Value a, Value b) => Binary("Sub", a, b, (_, g) => g, (_, g) => -g);

    public static Value Multiply(Value a, Value b) => Binary("Mul", a, b, (_, g) => g * b, (_, g) => g * a);

    public static Value Divide(Value a, Value b) => Binary("Div", a, b, (_, g) => g / b, (y, g) => -(g * y / b));

    /// <summary>a^b. The gradient at b holds for a &gt; 0.</summary>
    public static Value Pow(Value a, Value b) => Binary("Pow", a, b, (_, g) => g * b * Pow(a, b - 1), (y, g) => g * y * Log(a));

    public static Value Pow(Value a, double exponent) => Pow(a, a.Constant(exponent));

    public static Value Negate(Value x) => Unary("Neg", x, (_, g) => -g);

    /// <summary>The larger of two. Where they are equal, the gradient goes to the first.</summary>
    public static Value Max(Value a, Value b) => Choice("Max", a, b, () => GreaterOrEqual(a, b));

    /// <summary>The smaller of two. Where they are equal, the gradient goes to the first.</summary>
    public static Value Min(Value a, Value b) => Choice("Min", a, b, () => LessOrEqual(a, b));

    private static Value Choice(string op, Value a, Value b, Func<Value> takesFirst) =>
        Binary(op, a, b, (_, g) => Where(takesFirst(), g, Zero(g)), (_, g) => Where(takesFirst(), Zero(g), g));

    /// <summary>A node of two broadcast operands; the gradients are given before they are summed back to the operands' shapes.</summary>
    private static Value Binary(string op, Value a, Value b, SingleGradient atA, SingleGradient atB)
    {
        SameType(op, a, b);
        var shape = Shapes.Broadcast(op, a.Dimensions, b.Dimensions);
        return Emit(op, [a, b], a.Type, shape, [(y, g) => SumTo(atA(y, g), a), (y, g) => SumTo(atB(y, g), b)]);
    }

    private static Value Unary(string op, Value x, SingleGradient gradient, params ReadOnlySpan<AttributeValue> attributes) =>
        Emit(op, [x], x.Type, [.. x.Shape], [gradient], attributes);

    private static Value Zero(Value like) => like.Constant(0);
}
