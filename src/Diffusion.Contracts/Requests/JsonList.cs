using System.Text.Json;

namespace Diffusion.Contracts;

/// <summary>Reads lists of values of one kind.</summary>
internal static class JsonList
{
    /// <param name="element">What is read.</param>
    /// <param name="most">Most items; there is at least one.</param>
    /// <param name="item">An item; null where it is of another kind.</param>
    /// <returns>Null where the element is no such list.</returns>
    public static IReadOnlyList<T>? TryRead<T>(JsonElement element, int most, Func<JsonElement, T?> item)
        where T : struct
    {
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() < 1 || element.GetArrayLength() > most)
        {
            return null;
        }

        var values = element.EnumerateArray().Select(item).ToList();
        return values.Contains(null) ? null : [.. values.Select(value => value!.Value)];
    }
}
