using static TorchSharp.torch;

namespace Diffusion.Trainer.Optimization;

/// <summary>
/// A network's parameters in one flat vector, so that the optimizer, the average and clipping are a few operations over all
/// of them, whatever the network.
/// </summary>
public sealed class TrainedParameters : IDisposable
{
    private readonly FlatVector vector;

    /// <param name="store">The network's parameters, all made.</param>
    public TrainedParameters(ParameterStore store)
    {
        Store = store;
        Layout = new ParameterLayout(store.Names.Select(name => (name, store[name].shape)));
        vector = new FlatVector(Layout, store.Device);
        vector.CopyFrom(store.Parameters);
    }

    public ParameterLayout Layout { get; }

    /// <summary>All values, flat.</summary>
    public Tensor Values => vector.Values;

    /// <summary>What the network computes with, in the layout's order.</summary>
    public ParameterStore Store { get; }

    /// <summary>Gives the network the values that <see cref="Values"/> has now.</summary>
    public void Publish() => Publish(vector);

    /// <summary>Gives the network other values, for instance an average.</summary>
    public void Publish(FlatVector values)
    {
        using var quiet = no_grad();
        foreach (var (parameter, part) in Store.Parameters.Zip(values.Parts))
        {
            parameter.copy_(part);
        }
    }

    public void Dispose()
    {
        vector.Dispose();
        Store.Dispose();
    }
}
