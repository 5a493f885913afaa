using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Type and shape of a model's input or output. Tensors only.</summary>
public unsafe class NodeMetadata
{
    /// <summary>Reads a type description; the caller keeps it.</summary>
    internal NodeMetadata(nint typeInfo)
    {
        OnnxValueType = (OnnxValueType)NativeApi.GetInt32(ApiFunction.GetOnnxTypeFromTypeInfo, typeInfo);
        if (!IsTensor)
        {
            throw new NotSupportedException(
                $"An input or output is of type {OnnxValueType}, but only tensors are supported here. Use the official package Microsoft.ML.OnnxRuntime for it.");
        }

        var tensor = NativeApi.Get(ApiFunction.CastTypeInfoToTensorInfo, typeInfo);
        ElementDataType = (TensorElementType)NativeApi.GetInt32(ApiFunction.GetTensorElementType, tensor);
        var rank = (int)NativeApi.Get(ApiFunction.GetDimensionsCount, tensor);
        var dimensions = new long[rank];
        var symbols = new nint[rank];
        fixed (long* dimensionsPointer = dimensions)
        fixed (nint* symbolsPointer = symbols)
        {
            NativeApi.Check(NativeApi.Call(ApiFunction.GetDimensions, tensor, (nint)dimensionsPointer, rank));
            NativeApi.Check(NativeApi.Call(ApiFunction.GetSymbolicDimensions, tensor, (nint)symbolsPointer, rank));
        }

        Dimensions = Array.ConvertAll(dimensions, static dimension => (int)dimension);
        SymbolicDimensions = Array.ConvertAll(symbols, Utf8.Read);
    }

    public OnnxValueType OnnxValueType { get; }

    public bool IsTensor => OnnxValueType is OnnxValueType.ONNX_TYPE_TENSOR or OnnxValueType.ONNX_TYPE_SPARSETENSOR;

    public bool IsString => ElementDataType == TensorElementType.String;

    public TensorElementType ElementDataType { get; }

    public Type ElementType => ElementTypes.Of(ElementDataType).Type;

    public int[] Dimensions { get; }

    public string[] SymbolicDimensions { get; }
}
