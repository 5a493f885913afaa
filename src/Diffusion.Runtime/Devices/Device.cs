using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime;

/// <summary>Where sessions run, and why there. The only type that names execution providers.</summary>
public sealed class Device
{
    private const string CpuProvider = "CPUExecutionProvider";
    private const string CudaProvider = "CUDAExecutionProvider";

    private Device(DeviceKind kind, string provider, string name, string reason)
    {
        Kind = kind;
        Provider = provider;
        Name = name;
        Reason = reason;
    }

    public DeviceKind Kind { get; }

    /// <summary>ONNX Runtime's name of the execution provider.</summary>
    public string Provider { get; }

    /// <summary>The kind of device; on a CPU its widest vectors, which bytes depend on.</summary>
    public string Name { get; }

    /// <summary>Why this one was taken, for logs.</summary>
    public string Reason { get; }

    /// <summary>ONNX Runtime's version.</summary>
    public static string OnnxRuntimeVersion => RuntimeEnvironment.Instance.GetVersionString();

    /// <summary>
    /// Bytes depend on the row count: kernels are chosen by it (CUDA). Where not, a probe decides when a model is loaded;
    /// on every device one finds out whether the row's place matters too.
    /// </summary>
    internal bool HasFixedRows => Kind == DeviceKind.Cuda;

    /// <summary>Memory that sessions' tensors lie in.</summary>
    internal OrtMemoryInfo CreateMemoryInfo() =>
        Kind == DeviceKind.Cuda
            ? new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default)
            : new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);

    /// <summary>Chooses a device.</summary>
    /// <param name="choice">What is asked for.</param>
    /// <param name="threads">Threads that all sessions of the process share; 0: one for each core, or what was set before.</param>
    /// <exception cref="DeviceException">CUDA was asked for and is not there.</exception>
    /// <exception cref="InvalidOperationException">The process runs with another number of threads already.</exception>
    public static Device Select(DeviceChoice choice, int threads = 0)
    {
        if (threads != 0)
        {
            RuntimeEnvironment.UseThreads(threads);
        }

        if (choice == DeviceChoice.Cpu)
        {
            return Cpu("the CPU was asked for");
        }

        var failure = TryCuda();
        return (failure, choice) switch
        {
            (null, DeviceChoice.Cuda) => Cuda("CUDA was asked for"),
            (null, _) => Cuda("CUDA is there"),
            (_, DeviceChoice.Cuda) => throw new DeviceException(
                $"Device is cuda, but CUDA cannot be used here: {failure.Message} Install the GPU driver, CUDA and cuDNN, or set Device to cpu or auto.", failure),
            _ => Cpu($"CUDA cannot be used here: {failure.Message}"),
        };
    }

    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} ({Name}): {Reason}";

    /// <summary>Options for a session on this device, in the process's one thread pool.</summary>
    internal SessionOptions CreateSessionOptions()
    {
        _ = RuntimeEnvironment.Instance;
        var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.DisablePerSessionThreads();
        if (Kind == DeviceKind.Cuda)
        {
            AppendCuda(options);
        }

        return options;
    }

    /// <summary>Null if a session could use CUDA, else what prevents it.</summary>
    private static Exception? TryCuda()
    {
        try
        {
            // The provider may load although there is no GPU; only a session tells.
            var device = Cuda("being tried");
            using var session = SessionFactory.Load(device, CheckGraph.Build(new ImageShape(1, 1, 1)).ToBytes());
            return null;
        }
        catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException)
        {
            return error;
        }
    }

    private static void AppendCuda(SessionOptions options)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string>
        {
            ["device_id"] = "0",
            ["use_tf32"] = "0",
            ["cudnn_conv_algo_search"] = "HEURISTIC",
        });
        options.AppendExecutionProvider_CUDA(cuda);
    }

    private static Device Cuda(string reason) => new(DeviceKind.Cuda, CudaProvider, "CUDA device 0", reason);

    private static Device Cpu(string reason) =>
        new(DeviceKind.Cpu, CpuProvider, $"{RuntimeInformation.ProcessArchitecture} {Vectors()}".TrimEnd(), reason);

    private static string Vectors() =>
        Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : "";
}
