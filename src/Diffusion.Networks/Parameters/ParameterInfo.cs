namespace Diffusion.Networks;

/// <summary>A parameter of a network.</summary>
/// <param name="Name">Its name in the state dict.</param>
/// <param name="Shape">All dimensions.</param>
/// <param name="Initialization">How training starts it.</param>
public sealed record ParameterInfo(string Name, EquatableList<int> Shape, Initialization Initialization)
{
    /// <summary>Numbers in it.</summary>
    public long Count => Shape.Aggregate(1L, (product, dimension) => product * dimension);
}
