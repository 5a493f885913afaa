using Diffusion.Networks;

namespace Diffusion.Trainer.Import;

/// <summary>A run of numbers that lies outside the pickle.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Type">Of its numbers.</param>
/// <param name="Count">How many there are.</param>
internal sealed record PickledStorage(string Key, StoredType Type, long Count);

/// <summary>A view of a storage.</summary>
/// <param name="Storage">Where its numbers lie.</param>
/// <param name="Offset">The first one's place.</param>
/// <param name="Shape">All dimensions, none negative.</param>
/// <param name="Strides">Steps along each, none negative; no element lies outside the storage.</param>
internal sealed record PickledTensor(PickledStorage Storage, long Offset, long[] Shape, long[] Strides)
{
    private const int MostDimensions = 16;

    public bool IsEmpty => Shape.Contains(0);

    /// <summary>Places from the first element's to the last one's, both included.</summary>
    public long Reach => IsEmpty ? 0 : (long)LastPlace(0, Shape, Strides) + 1;

    /// <summary>Whether the elements lie row by row without gaps.</summary>
    public bool IsContiguous
    {
        get
        {
            var step = 1L;
            for (var i = Shape.Length - 1; i >= 0; i--)
            {
                if (Shape[i] != 1 && Strides[i] != step)
                {
                    return false;
                }

                step *= Shape[i];
            }

            return true;
        }
    }

    /// <summary>What is wrong with the view; null where nothing is.</summary>
    public static string? Problem(PickledStorage storage, long offset, long[] shape, long[] strides)
    {
        if (shape.Length != strides.Length || shape.Length > MostDimensions || offset < 0 || shape.Any(size => size is < 0 or > int.MaxValue) || strides.Any(step => step < 0))
        {
            return $"a tensor has the size [{string.Join(", ", shape)}], the strides [{string.Join(", ", strides)}] and the offset {offset}: as many of each, {MostDimensions} at most and none negative, are due";
        }

        var count = shape.Aggregate((Int128)1, (product, size) => Int128.Min(product * size, long.MaxValue));
        var last = LastPlace(offset, shape, strides);
        return shape.Contains(0) || (count <= Array.MaxLength && last < storage.Count)
            ? null
            : $"a tensor [{string.Join(", ", shape)}] reaches to element {last} of the storage '{storage.Key}', which has {storage.Count}";
    }

    private static Int128 LastPlace(long offset, long[] shape, long[] strides)
    {
        var last = (Int128)offset;
        for (var i = 0; i < shape.Length; i++)
        {
            last += (Int128)(shape[i] - 1) * strides[i];
        }

        return last;
    }
}
