using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime;

/// <summary>Loads graphs as sessions of a device.</summary>
public static class SessionFactory
{
    public static InferenceSession Load(Device device, string path)
    {
        using var options = device.CreateSessionOptions();
        return new InferenceSession(path, options);
    }

    public static InferenceSession Load(Device device, byte[] graph)
    {
        using var options = device.CreateSessionOptions();
        return new InferenceSession(graph, options);
    }
}
