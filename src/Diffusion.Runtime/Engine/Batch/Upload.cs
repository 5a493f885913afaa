using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime;

/// <summary>
/// Copies inputs from the host to the device before they are read: one session of identities, since the bindings of the
/// networks are made once and would not see a change. On the CPU there is nothing to copy.
/// </summary>
internal sealed class Upload : IDisposable
{
    private readonly InferenceSession? session;
    private readonly string[] inputNames;
    private readonly string[] outputNames;
    private readonly OrtValue[] hosts;
    private readonly OrtValue[] devices;

    public Upload(Device device, IReadOnlyList<IUploadedTensor> inputs)
    {
        if (device.Kind == DeviceKind.Cpu)
        {
            inputNames = outputNames = [];
            hosts = devices = [];
            return;
        }

        session = SessionFactory.Load(device, UploadGraph.Build(inputs).ToBytes());
        inputNames = [.. Enumerable.Range(0, inputs.Count).Select(UploadGraph.InputName)];
        outputNames = [.. Enumerable.Range(0, inputs.Count).Select(UploadGraph.OutputName)];
        hosts = [.. inputs.Select(input => input.Host.View(new RowSegment(0, input.Host.Rows)))];
        devices = [.. inputs.Select(input => input.Device.View(new RowSegment(0, input.Device.Rows)))];
    }

    public void Run(RunOptions options) => session?.Run(options, inputNames, hosts, outputNames, devices);

    public void Dispose() => session?.Dispose();
}
