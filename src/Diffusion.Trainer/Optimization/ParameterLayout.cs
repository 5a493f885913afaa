namespace Diffusion.Trainer.Optimization;

/// <summary>One parameter's place in a flat vector.</summary>
public sealed record ParameterPlace(string Name, long[] Shape, long Start)
{
    public long Length { get; } = Shape.Aggregate(1L, (product, dimension) => product * dimension);
}

/// <summary>How named parameters lie one behind the other in a flat vector.</summary>
public sealed class ParameterLayout
{
    /// <param name="parameters">Names and shapes; the order is kept.</param>
    public ParameterLayout(IEnumerable<(string Name, long[] Shape)> parameters)
    {
        var places = new List<ParameterPlace>();
        foreach (var (name, shape) in parameters)
        {
            var place = new ParameterPlace(name, shape, Length);
            places.Add(place);
            Length += place.Length;
        }

        Places = places;
    }

    public IReadOnlyList<ParameterPlace> Places { get; }

    /// <summary>Elements of all parameters together.</summary>
    public long Length { get; }
}
