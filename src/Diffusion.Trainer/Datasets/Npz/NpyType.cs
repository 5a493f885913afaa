namespace Diffusion.Trainer.Datasets.Npz;

/// <summary>Type of an array's elements.</summary>
public enum NpyType
{
    Boolean,
    UInt8,
    Int32,
    Int64,
    Half,
    Single,
    Double,
}

/// <summary>NumPy's names of the types, all little-endian, and their sizes.</summary>
public static class NpyTypes
{
    private static readonly (NpyType Type, string Name, int Size, Type Element)[] All =
    [
        (NpyType.Boolean, "|b1", 1, typeof(bool)),
        (NpyType.UInt8, "|u1", 1, typeof(byte)),
        (NpyType.Int32, "<i4", 4, typeof(int)),
        (NpyType.Int64, "<i8", 8, typeof(long)),
        (NpyType.Half, "<f2", 2, typeof(Half)),
        (NpyType.Single, "<f4", 4, typeof(float)),
        (NpyType.Double, "<f8", 8, typeof(double)),
    ];

    public static string NameOf(NpyType type) => All.Single(entry => entry.Type == type).Name;

    /// <summary>Bytes of an element.</summary>
    public static int SizeOf(NpyType type) => All.Single(entry => entry.Type == type).Size;

    /// <exception cref="TrainerException">No array has elements of type <typeparamref name="T"/>.</exception>
    public static NpyType Of<T>() => Array.Find(All, entry => entry.Element == typeof(T)) is { Element: not null } found
        ? found.Type
        : throw new TrainerException($"Arrays of {typeof(T).Name} are neither read nor written. Use one of: {string.Join(", ", All.Select(entry => entry.Element.Name))}.");

    /// <exception cref="TrainerException">The type is not one of these.</exception>
    public static NpyType Find(string name, string place) => Array.Find(All, entry => entry.Name == name) is { Element: not null } found
        ? found.Type
        : throw new TrainerException(
            $"{place} has elements of type '{name}'" + (name.Contains('O', StringComparison.Ordinal) ? ", which are pickled Python objects and are never loaded" : "") +
            $". Save it as one of: {string.Join(", ", All.Select(entry => entry.Name))}.");
}
