using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    protected OptimizerState(Parameter parameter) => Parameter = parameter;

    internal Parameter Parameter { get; }

    public abstract void Initialize(OptimizerOptions options);

    public abstract void LoadStateDict(OptimizerState source);

    public abstract void LoadStateDict(BinaryReader reader);

    public abstract void SaveStateDict(BinaryWriter writer);

    public virtual bool ApproximatelyEquals(OptimizerState other) => ReferenceEquals(this, other);

    /// <summary>The tensor's bytes, in place; both sides know the shape and the type.</summary>
    internal static void Write(BinaryWriter writer, Tensor tensor) => writer.Write(tensor.bytes);

    internal static void Read(BinaryReader reader, Tensor into)
    {
        using var quiet = no_grad();
        reader.BaseStream.ReadExactly(into.bytes);
    }
}
