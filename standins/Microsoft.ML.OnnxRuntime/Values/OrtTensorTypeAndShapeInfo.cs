using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Element type and shape of a tensor.</summary>
public struct OrtTensorTypeAndShapeInfo
{
    internal unsafe OrtTensorTypeAndShapeInfo(nint info)
    {
        ElementDataType = (TensorElementType)NativeApi.GetInt32(ApiFunction.GetTensorElementType, info);
        DimensionsCount = (int)NativeApi.Get(ApiFunction.GetDimensionsCount, info);
        ElementCount = NativeApi.Get(ApiFunction.GetTensorShapeElementCount, info);
        Shape = new long[DimensionsCount];
        fixed (long* shape = Shape)
        {
            NativeApi.Check(NativeApi.Call(ApiFunction.GetDimensions, info, (nint)shape, Shape.Length));
        }
    }

    public TensorElementType ElementDataType { get; }

    public readonly bool IsString => ElementDataType == TensorElementType.String;

    public long ElementCount { get; }

    public int DimensionsCount { get; }

    public long[] Shape { get; }
}
