using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime;

/// <summary>
/// ONNX Runtime's process-wide environment with one thread pool for all sessions: pools of their own halve the speed of a CPU.
/// </summary>
public static class RuntimeEnvironment
{
    private static readonly Lock Gate = new();
    private static int threads;

    internal static OrtEnv Instance
    {
        get
        {
            lock (Gate)
            {
                return OrtEnv.IsCreated ? OrtEnv.Instance() : Create();
            }
        }
    }

    /// <summary>Sets the threads that sessions share; only before the first device is chosen. 0: one for each core.</summary>
    /// <exception cref="InvalidOperationException">The environment exists already with another number.</exception>
    public static void UseThreads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (Gate)
        {
            if (OrtEnv.IsCreated && count != threads)
            {
                throw new InvalidOperationException(
                    $"The thread pool exists already with {threads} threads, {count} were asked for. Set the number before the first device is chosen.");
            }

            threads = count;
        }
    }

    private static OrtEnv Create()
    {
        using var pool = new OrtThreadingOptions { GlobalIntraOpNumThreads = threads, GlobalInterOpNumThreads = 1 };
        var options = new EnvironmentCreationOptions
        {
            logId = "Diffusion",
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            threadOptions = pool,
        };
        return OrtEnv.CreateInstanceWithOptions(ref options);
    }
}
