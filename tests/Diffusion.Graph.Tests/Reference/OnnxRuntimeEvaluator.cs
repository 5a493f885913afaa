using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Graph.Tests.Reference;

/// <summary>Runs a model in ONNX Runtime on the CPU, in the model's own types.</summary>
internal static class OnnxRuntimeEvaluator
{
    public static NdArray[] Run(OnnxModel model, params (string Name, NdArray Value)[] inputs)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(model.ToBytes(), options);
        using var run = new RunOptions();
        var values = inputs.Select(i => Value(i.Value, model.Inputs.Single(m => m.Name == i.Name).Type)).ToArray();
        using var results = session.Run(run, [.. inputs.Select(i => i.Name)], values, [.. model.Outputs.Select(o => o.Name)]);
        var arrays = results.Select((r, i) => Array(r, model.Outputs[i].Type)).ToArray();
        foreach (var value in values)
        {
            value.Dispose();
        }

        return arrays;
    }

    private static OrtValue Value(NdArray array, ElementType type) => type switch
    {
        ElementType.Float => OrtValue.CreateTensorValueFromMemory(System.Array.ConvertAll(array.Data, v => (float)v), array.Shape),
        ElementType.Double => OrtValue.CreateTensorValueFromMemory((double[])array.Data.Clone(), array.Shape),
        ElementType.Int64 => OrtValue.CreateTensorValueFromMemory(array.ToInt64(), array.Shape),
        _ => throw new NotSupportedException(type.ToString()),
    };

    private static NdArray Array(OrtValue value, ElementType type)
    {
        var shape = value.GetTensorTypeAndShape().Shape;
        double[] data = type switch
        {
            ElementType.Float => [.. value.GetTensorDataAsSpan<float>().ToArray().Select(v => (double)v)],
            ElementType.Int64 => [.. value.GetTensorDataAsSpan<long>().ToArray().Select(v => (double)v)],
            ElementType.Double => value.GetTensorDataAsSpan<double>().ToArray(),
            ElementType.Bool => [.. value.GetTensorDataAsSpan<bool>().ToArray().Select(v => v ? 1.0 : 0)],
            _ => throw new NotSupportedException(type.ToString()),
        };
        return new NdArray(data, shape);
    }
}
