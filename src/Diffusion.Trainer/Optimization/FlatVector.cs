using static TorchSharp.torch;

namespace Diffusion.Trainer.Optimization;

/// <summary>A value for every trained number, flat, with a view of each parameter's part.</summary>
public sealed class FlatVector : IDisposable
{
    private readonly List<Tensor> parts;

    /// <summary>All zeros.</summary>
    /// <param name="layout">Whose numbers.</param>
    /// <param name="device">Where they lie; null: the CPU.</param>
    public FlatVector(ParameterLayout layout, Device? device = null)
    {
        Values = zeros(layout.Length, device: device).DetachFromDisposeScope();
        parts = [.. layout.Places.Select(place =>
            Values.narrow(0, place.Start, place.Length).view(place.Shape).DetachFromDisposeScope())];
    }

    /// <summary>[P].</summary>
    public Tensor Values { get; }

    /// <summary>Each parameter's part in its own shape, in the layout's order; they share the memory of <see cref="Values"/>.</summary>
    public IReadOnlyList<Tensor> Parts => parts;

    /// <summary>Copies tensors given in the layout's order.</summary>
    public void CopyFrom(IEnumerable<Tensor> tensors)
    {
        using var quiet = no_grad();
        foreach (var (part, source) in parts.Zip(tensors))
        {
            part.copy_(source);
        }
    }

    /// <summary>this ← this + factor·tensors, given in the layout's order.</summary>
    public void Add(IEnumerable<Tensor> tensors, double factor)
    {
        using var quiet = no_grad();
        foreach (var (part, source) in parts.Zip(tensors))
        {
            part.add_(source, factor);
        }
    }

    /// <summary>this ← decay·this + (1 − decay)·values, an exponential moving average.</summary>
    public void MoveTowards(Tensor values, double decay) => Values.mul_(decay).add_(values, 1 - decay);

    public void Dispose()
    {
        foreach (var part in parts)
        {
            part.Dispose();
        }

        Values.Dispose();
    }
}
