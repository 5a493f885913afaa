using Diffusion.Graph.Onnx;
using Google.Protobuf;
using Kind = Diffusion.Graph.Onnx.AttributeProto.Types.AttributeType;

namespace Diffusion.Graph;

/// <summary>Attributes of nodes in ONNX's protobuf.</summary>
internal static class AttributeFormat
{
    public static AttributeProto Write(AttributeValue attribute)
    {
        var file = new AttributeProto { Name = attribute.Name };
        switch (attribute.Value)
        {
            case long i:
                (file.Type, file.I) = (Kind.Int, i);
                break;
            case float f:
                (file.Type, file.F) = (Kind.Float, f);
                break;
            case string s:
                (file.Type, file.S) = (Kind.String, ByteString.CopyFromUtf8(s));
                break;
            case long[] ints:
                file.Type = Kind.Ints;
                file.Ints.AddRange(ints);
                break;
            case float[] floats:
                file.Type = Kind.Floats;
                file.Floats.AddRange(floats);
                break;
            case TensorData tensor:
                (file.Type, file.T) = (Kind.Tensor, TensorFormat.Write("", tensor));
                break;
            default:
                throw new GraphException($"The attribute '{attribute.Name}' holds {attribute.Value.GetType().Name}. Use long, float, string, long[], float[] or TensorData.");
        }

        return file;
    }

    public static AttributeValue Read(AttributeProto attribute, string? folder) => new(attribute.Name, attribute.Type switch
    {
        Kind.Int => attribute.I,
        Kind.Float => attribute.F,
        Kind.String => attribute.S.ToStringUtf8(),
        Kind.Ints => attribute.Ints.ToArray(),
        Kind.Floats => attribute.Floats.ToArray(),
        Kind.Tensor => TensorFormat.Read(attribute.T, folder),
        _ => throw new GraphException($"The attribute '{attribute.Name}' is of ONNX's kind {attribute.Type}, which is not read."),
    });
}
