namespace Diffusion.Graph;

/// <summary>Probabilities along an axis.</summary>
public static partial class Ops
{
    public static Value Softmax(Value x, int axis = -1)
    {
        // ∂/∂x = y·(g − Σ g·y)
        var along = Shapes.Axis("Softmax", axis, x.Rank);
        return Unary("Softmax", x, (y, g) => y * (g - ReduceSum(g * y, keepDimensions: true, along)), Attribute("axis", (long)along));
    }

    public static Value LogSoftmax(Value x, int axis = -1)
    {
        // ∂/∂x = g − exp(y)·Σ g
        var along = Shapes.Axis("LogSoftmax", axis, x.Rank);
        return Unary("LogSoftmax", x, (y, g) => g - (Exp(y) * ReduceSum(g, keepDimensions: true, along)), Attribute("axis", (long)along));
    }
}
