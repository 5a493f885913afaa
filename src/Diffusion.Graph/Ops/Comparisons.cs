namespace Diffusion.Graph;

/// <summary>Comparisons and logic: bool tensors without a gradient; operands broadcast.</summary>
public static partial class Ops
{
    public static Value Equal(Value a, Value b) => Compare("Equal", a, b);

    public static Value Less(Value a, Value b) => Compare("Less", a, b);

    public static Value LessOrEqual(Value a, Value b) => Compare("LessOrEqual", a, b);

    public static Value Greater(Value a, Value b) => Compare("Greater", a, b);

    public static Value GreaterOrEqual(Value a, Value b) => Compare("GreaterOrEqual", a, b);

    public static Value Equal(Value a, double b) => Equal(a, a.Constant(b));

    public static Value Less(Value a, double b) => Less(a, a.Constant(b));

    public static Value Greater(Value a, double b) => Greater(a, a.Constant(b));

    public static Value And(Value a, Value b)
    {
        OfType("And", a, ElementType.Bool);
        return Compare("And", a, b);
    }

    public static Value Or(Value a, Value b)
    {
        OfType("Or", a, ElementType.Bool);
        return Compare("Or", a, b);
    }

    public static Value Not(Value a)
    {
        OfType("Not", a, ElementType.Bool);
        return Emit("Not", [a], ElementType.Bool, [.. a.Shape], []);
    }

    /// <summary>The same numbers in another type.</summary>
    public static Value Cast(Value x, ElementType type) =>
        type == x.Type ? x : Emit("Cast", [x], type, [.. x.Shape], [(_, g) => Cast(g, x.Type)], Attribute("to", (long)type));

    private static Value Compare(string op, Value a, Value b)
    {
        SameType(op, a, b);
        return Emit(op, [a, b], ElementType.Bool, Shapes.Broadcast(op, a.Dimensions, b.Dimensions), []);
    }
}
