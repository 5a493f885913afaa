using Diffusion.Graph;
using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime;

/// <summary>A tiny inference with a known answer: tells a healthy device from a sick one, without any model.</summary>
public static class DeviceTest
{
    /// <summary>Chooses the device and tests it; takes milliseconds on a CPU, seconds the first time on a GPU.</summary>
    /// <exception cref="DeviceException">The device is not there, or does not compute as it should.</exception>
    public static Device Run(DeviceChoice choice)
    {
        var device = Device.Select(choice);
        try
        {
            var computed = Compute(device);
            return computed.SequenceEqual(Expected)
                ? device
                : throw new DeviceException(
                    $"The device {device.Name} computes [{string.Join(", ", computed)}], but [{string.Join(", ", Expected)}] is right. Replace the device.");
        }
        catch (OnnxRuntimeException error)
        {
            throw new DeviceException($"The device {device.Name} fails a tiny test: {error.Message} Restart the host; if that does not help, replace the device.", error);
        }
    }

    // [1, 2, 3, 4] · W with W[i, j] = 4i + j: whole numbers, so that every device must find them exactly.
    private static readonly float[] Expected = [80, 90, 100, 110];

    private static float[] Compute(Device device)
    {
        var graph = new GraphBuilder("device_test");
        var x = graph.Input("x", ElementType.Float, -1, 4);
        graph.Output("y", Ops.MatMul(x, graph.Initializer("w", [.. Enumerable.Range(0, 16).Select(i => (float)i)], 4, 4)));
        using var session = SessionFactory.Load(device, graph.Build().ToBytes());
        using var run = new RunOptions();
        using var value = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 2, 3, 4 }, [1, 4]);
        using var results = session.Run(run, ["x"], [value], ["y"]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
