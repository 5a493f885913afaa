namespace Diffusion.Networks;

/// <summary>How a parameter starts, as PyTorch and guided-diffusion start it.</summary>
/// <param name="Kind">Which rule.</param>
/// <param name="FanIn">Inputs of one output; the bound of <see cref="InitializationKind.Uniform"/> is 1/√FanIn.</param>
public readonly record struct Initialization(InitializationKind Kind, int FanIn = 0)
{
    /// <summary>All zeros (guided-diffusion's <c>zero_module</c>, norm biases).</summary>
    public static Initialization Zeros => new(InitializationKind.Zeros);

    /// <summary>All ones (norm weights).</summary>
    public static Initialization Ones => new(InitializationKind.Ones);

    /// <summary>N(0, 1) (embeddings).</summary>
    public static Initialization Normal => new(InitializationKind.Normal);

    /// <summary>U(−1/√fanIn, 1/√fanIn): PyTorch's default for convolutions and linear layers.</summary>
    public static Initialization Uniform(int fanIn) => new(InitializationKind.Uniform, fanIn);

    /// <summary>N(0, 1/fanIn): guided-diffusion's positional embedding of the attention pool (fanIn = channels).</summary>
    public static Initialization ScaledNormal(int fanIn) => new(InitializationKind.ScaledNormal, fanIn);
}

/// <summary>The rules of <see cref="Initialization"/>.</summary>
public enum InitializationKind
{
    Zeros,
    Ones,
    Normal,
    Uniform,
    ScaledNormal,
}
