using Diffusion.Networks;

namespace Diffusion.Trainer.Import;

/// <summary>
/// What a pickle may name. These are all: a class or function outside this list is refused, and those inside are no code, only
/// cases that <see cref="PickleReader"/> tells apart.
/// </summary>
/// <param name="Kind">Which.</param>
/// <param name="Stored">The numbers of a storage class.</param>
internal sealed record PickleGlobal(PickleGlobalKind Kind, StoredType? Stored = null)
{
    private static readonly Dictionary<string, PickleGlobal> Known = new(StringComparer.Ordinal)
    {
        ["collections OrderedDict"] = new(PickleGlobalKind.OrderedDict),
        ["torch._utils _rebuild_tensor_v2"] = new(PickleGlobalKind.RebuildTensor),
        ["torch._utils _rebuild_parameter"] = new(PickleGlobalKind.RebuildParameter),
        ["torch Size"] = new(PickleGlobalKind.Size),
        ["torch DoubleStorage"] = new(PickleGlobalKind.Storage, StoredType.F64),
        ["torch FloatStorage"] = new(PickleGlobalKind.Storage, StoredType.F32),
        ["torch HalfStorage"] = new(PickleGlobalKind.Storage, StoredType.F16),
        ["torch BFloat16Storage"] = new(PickleGlobalKind.Storage, StoredType.BF16),
        ["torch LongStorage"] = new(PickleGlobalKind.Storage, StoredType.I64),
        ["torch IntStorage"] = new(PickleGlobalKind.Storage, StoredType.I32),
        ["torch ShortStorage"] = new(PickleGlobalKind.Storage, StoredType.I16),
        ["torch CharStorage"] = new(PickleGlobalKind.Storage, StoredType.I8),
        ["torch ByteStorage"] = new(PickleGlobalKind.Storage, StoredType.U8),
        ["torch BoolStorage"] = new(PickleGlobalKind.Storage, StoredType.BOOL),
    };

    /// <summary>Module and name of all, as a refusal lists them.</summary>
    public static IEnumerable<string> Names => Known.Keys;

    /// <summary>Null where it is none of them.</summary>
    public static PickleGlobal? Find(string module, string name) => Known.GetValueOrDefault($"{module} {name}");
}

/// <summary>The kinds of <see cref="PickleGlobal"/>.</summary>
internal enum PickleGlobalKind
{
    OrderedDict,
    RebuildTensor,
    RebuildParameter,
    Size,
    Storage,
}
