namespace Diffusion.Networks;

/// <summary>What a network is told beside the noisy image and its timestep. What is null is not told; a new condition is a new member here.</summary>
/// <typeparam name="T">A tensor (training) or a graph value (export).</typeparam>
public sealed record Conditions<T>
{
    /// <summary>Labels y [N] int64 in [0, NumClasses); ignored by a network that knows none.</summary>
    public T? Label { get; init; }

    /// <summary>Small images [N, K, h, w], K being the image's channels and perhaps a plane with the level of their noise; resized bilinearly to H×W.</summary>
    public T? LowResolution { get; init; }
}
