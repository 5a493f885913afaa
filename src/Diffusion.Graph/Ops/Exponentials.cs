namespace Diffusion.Graph;

/// <summary>Exponentials, roots, trigonometry and the activations made of them, element by element.</summary>
public static partial class Ops
{
    public static Value Exp(Value x) => Unary("Exp", x, (y, g) => g * y);

    public static Value Log(Value x) => Unary("Log", x, (_, g) => g / x);

    public static Value Sqrt(Value x) => Unary("Sqrt", x, (y, g) => 0.5 * g / y);

    public static Value Cos(Value x) => Unary("Cos", x, (_, g) => -(g * Sin(x)));

    public static Value Sin(Value x) => Unary("Sin", x, (_, g) => g * Cos(x));

    public static Value Tanh(Value x) => Unary("Tanh", x, (y, g) => g * (1 - (y * y)));

    /// <summary>σ(x) = 1 / (1 + exp(−x)).</summary>
    public static Value Sigmoid(Value x) => Unary("Sigmoid", x, (y, g) => g * y * (1 - y));

    /// <summary>x·σ(x).</summary>
    public static Value Silu(Value x)
    {
        var sigma = Sigmoid(x);

        // y' = σ + x·σ·(1 − σ) = y + σ·(1 − y): it all goes through the first operand of the product.
        return Emit("Mul", [x, sigma], x.Type, [.. x.Shape], [(y, g) => g * (y + (sigma * (1 - y))), null]);
    }
}
